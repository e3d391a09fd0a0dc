// Copy-on-write copies, which the git extension asks for; plain copies will do.
const fs = require('node:fs');

exports.constants = fs.constants;
exports.copyFileSync = fs.copyFileSync;
exports.copyFile = (source, target, mode) => fs.promises.copyFile(source, target, mode);
exports.cp = (source, target, options) => fs.promises.cp(source, target, options);
exports.isCloneSupported = () => false;
