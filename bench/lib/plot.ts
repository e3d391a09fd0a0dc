/** What was measured at one size. */
export interface Point {
  readonly size: number;
  readonly value: number;
}

/** One line of a plot: sizes and values, both above 0. */
export interface Series {
  readonly name: string;
  readonly points: readonly Point[];
}

const WIDTH = 640;
const HEIGHT = 400;
const MARGIN = { left: 64, right: 180, top: 40, bottom: 44 };
const COLOURS = [
  '#0b66c3',
  '#c2410c',
  '#15803d',
  '#7e22ce',
  '#b91c1c',
  '#0e7490',
  '#a16207',
  '#4b5563',
];

/** An SVG with both axes logarithmic, so that a straight line is a power and its slope the exponent. */
export function plot(title: string, series: readonly Series[]): string {
  const points = series.flatMap((each) => each.points);
  const x = scale(
    points.map(({ size }) => size),
    MARGIN.left,
    WIDTH - MARGIN.right,
  );
  const y = scale(
    points.map(({ value }) => value),
    HEIGHT - MARGIN.bottom,
    MARGIN.top,
  );
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    `<text x="${MARGIN.left}" y="22" font-size="14" fill="#111827">${escape(title)}</text>`,
    ...x.ticks.map(
      ({ value, at }) =>
        `<line x1="${at}" y1="${MARGIN.top}" x2="${at}" y2="${HEIGHT - MARGIN.bottom}" stroke="#e5e7eb"/><text x="${at}" y="${HEIGHT - MARGIN.bottom + 18}" text-anchor="middle" fill="#374151">${label(value)}</text>`,
    ),
    ...y.ticks.map(
      ({ value, at }) =>
        `<line x1="${MARGIN.left}" y1="${at}" x2="${WIDTH - MARGIN.right}" y2="${at}" stroke="#e5e7eb"/><text x="${MARGIN.left - 8}" y="${at + 4}" text-anchor="end" fill="#374151">${label(value)}</text>`,
    ),
    ...series.flatMap((each, index) => line(each, index, x.place, y.place)),
    '</svg>',
  ];
  return `${parts.join('\n')}\n`;
}

function line(
  { name, points }: Series,
  index: number,
  x: (value: number) => number,
  y: (value: number) => number,
): string[] {
  const colour = COLOURS[index % COLOURS.length] ?? '#111827';
  const places = points.map(({ size, value }) => `${x(size).toFixed(1)},${y(value).toFixed(1)}`);
  return [
    `<polyline points="${places.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
    ...places.map((place) => {
      const [cx, cy] = place.split(',');
      return `<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"/>`;
    }),
    `<text x="${WIDTH - MARGIN.right + 12}" y="${MARGIN.top + 14 + index * 18}" fill="${colour}">${escape(name)}</text>`,
  ];
}

function scale(values: readonly number[], from: number, to: number) {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  const place = (value: number): number =>
    from + ((Math.log10(value) - low) / (high - low)) * (to - from);
  const ticks = Array.from({ length: high - low + 1 }, (_, step) => 10 ** (low + step)).map(
    (value) => ({ value, at: Math.round(place(value)) }),
  );
  return { place, ticks };
}

function label(value: number): string {
  return value >= 1 ? value.toLocaleString('en') : String(Number(value.toPrecision(1)));
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
