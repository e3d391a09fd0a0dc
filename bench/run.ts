// Runs the topics named as arguments, or all of them, and writes docs/performance.md.
import { earlier, writeReport } from './lib/report.ts';
import type { Section } from './lib/report.ts';
import { versions } from './lib/programs.ts';
import { backupTopic } from './topics/backup.ts';
import { coldStartTopic } from './topics/coldStart.ts';
import { extensionTopic } from './topics/extension.ts';
import { runTopic } from './topics/run.ts';
import { fleetTopic } from './topics/fleet.ts';
import { rebuildTopic } from './topics/rebuild.ts';
import { schemaTopic } from './topics/schema.ts';
import { statusTopic } from './topics/status.ts';
import { typingTopic } from './topics/typing.ts';

const TOPICS: Readonly<Record<string, () => Section | Promise<Section>>> = {
  cold: () => coldStartTopic(25),
  run: () => runTopic([1, 100, 1000, 9999], (size) => (size > 1000 ? 1 : size === 1000 ? 5 : 9)),
  status: () => statusTopic([100, 1000, 9999], 7),
  schema: () => schemaTopic([100, 300, 1000], 7),
  rebuild: () => rebuildTopic([50_000, 500_000, 5_000_000], 3),
  typing: () => typingTopic([30, 300, 3000], 15),
  fleet: () => fleetTopic([100, 1000, 10_000], 100),
  extension: () => extensionTopic(3, 5_000_000, 9999),
  backup: () => backupTopic([10, 100, 1000], 5),
};

const asked = process.argv.slice(2);
const sections = earlier();
const measured = new Map<string, Section>();
for (const [name, topic] of Object.entries(TOPICS)) {
  if (asked.length > 0 && !asked.includes(name)) {
    const kept = sections.get(name);
    if (kept !== undefined) measured.set(name, kept);
    continue;
  }
  console.log(`${name} …`);
  const section = await topic();
  measured.set(name, section);
  console.log(section.rows.map((row) => `  ${row.join('  ')}`).join('\n'));
  for (const goal of section.goals ?? [])
    console.log(`  ${goal.met ? 'met' : 'NOT MET'}: ${goal.text}`);
}
writeReport(measured, versions());
