import type { Project } from '../core/project/project.ts';

/**
 * A few characters for each project, in their order: the name of its section or of its database, and where others have the
 * same, as much of its path as tells it from them: `app (billing)`.
 */
export function shortNames(projects: readonly Project[]): readonly string[] {
  const names = projects.map(nameOf);
  return projects.map((project, index) => {
    const name = names[index] ?? '';
    const namesakes = projects.filter((_, at) => names[at] === name);
    const place = namesakes.length === 1 ? undefined : placeOf(project, namesakes);
    return place === undefined ? name : `${name} (${place})`;
  });
}

function nameOf({ name, database }: Project): string {
  if (name !== 'default') return name;
  return (database.split(/[\\/]/).at(-1) ?? '').replace(/\.[^.]*$/, '');
}

const PLACES: readonly ((project: Project) => string)[] = [
  ({ database }) => database.replace(/[\\/][^\\/]*$/, ''),
  ({ database }) => database,
  ({ migrations }) => migrations,
];

/** The shortest part of a path that tells this project from the others, without what they all end with. */
function placeOf(project: Project, namesakes: readonly Project[]): string | undefined {
  for (const pathOf of PLACES) {
    const own = segments(pathOf(project));
    const others = namesakes
      .filter((each) => each !== project)
      .map((each) => segments(pathOf(each)));
    const shared = sharedEnd(own, others);
    for (let count = shared + 1; count <= own.length; count += 1) {
      const end = endOf(own, count);
      if (others.every((other) => endOf(other, count) !== end))
        return own.slice(-count, own.length - shared).join('/');
    }
  }
  return undefined;
}

function segments(file: string): readonly string[] {
  return file.split(/[\\/]/).filter((segment) => segment !== '');
}

function endOf(file: readonly string[], count: number): string {
  return file.slice(-count).join('/');
}

/** How many segments, counted from the end, all of them have in common. */
function sharedEnd(own: readonly string[], others: readonly (readonly string[])[]): number {
  const differs = (count: number): boolean =>
    others.some((other) => other.at(-count) !== own.at(-count));
  let count = 0;
  while (count < own.length && !differs(count + 1)) count += 1;
  return count;
}
