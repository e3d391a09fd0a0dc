// A fixed id in place of one that is kept in the user's profile.
exports.getDeviceId = () => Promise.resolve('00000000-0000-4000-8000-000000000000');
