// Plugin for esbuild: where the bundle finds SQLite's addon. In an extension and in a checkout that is `prebuilds`
// beside `dist`; installed as an npm package, where each addon would be there twice, it is in better-sqlite3's own folder.
import fs from 'node:fs';

const BESIDE = `const filename = path.join(__dirname, '..', 'prebuilds', \`\${target}.node\`);
		if (fs.existsSync(filename)) {
			return filename;
		}`;

const EITHER = `for (const folder of addonFolders()) {
			const filename = path.join(folder, 'prebuilds', \`\${target}.node\`);
			if (fs.existsSync(filename)) return filename;
		}`;

const FOLDERS = `
function* addonFolders() {
	yield path.join(__dirname, '..');
	try {
		yield path.dirname(require('module').createRequire(__filename).resolve('better-sqlite3/package.json'));
	} catch (error) {
		if (error.code !== 'MODULE_NOT_FOUND') throw error;
	}
}
`;

export const sqliteAddon = {
  name: 'sqlite-addon',
  setup({ onLoad }) {
    onLoad({ filter: /better-sqlite3[\\/]lib[\\/]binding\.js$/ }, ({ path: file }) => {
      const text = fs.readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
      if (!text.includes(BESIDE)) throw new Error(`${file} looks for its addon in another way`);
      return { contents: text.replace(BESIDE, () => EITHER) + FOLDERS };
    });
  },
};
