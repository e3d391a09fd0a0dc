// What the activation of any extension costs.
exports.activate = () => {};
