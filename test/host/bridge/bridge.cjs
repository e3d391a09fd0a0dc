// Runs the functions that a test sends, in the extension host, and sends back what they give.
const net = require('node:net');
const vscode = require('vscode');

exports.activate = () => {
  const path = process.env.VSCODE_HOST_BRIDGE;
  if (path === undefined) return;
  const socket = net.connect(path);
  socket.setEncoding('utf8');
  // The test has ended; so does this host.
  socket.on('error', () => socket.destroy());
  let rest = '';
  socket.on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    for (const line of lines) void answer(JSON.parse(line));
  });
  socket.write('{"ready":true}\n');

  async function answer({ id, run, args }) {
    let text;
    try {
      const value = await (0, eval)(`(${run})`)(vscode, ...args);
      text = JSON.stringify({ id, value: value ?? null });
    } catch (error) {
      text = JSON.stringify({ id, error: error instanceof Error ? error.stack : String(error) });
    }
    socket.write(`${text}\n`);
  }
};
