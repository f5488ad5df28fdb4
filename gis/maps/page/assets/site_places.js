// From longitude and latitude to the run's own systems: polynomials fitted to PROJ, see fitted.py.

function along(way, x, y) {
  const u = (x - way.centre[0]) / way.reach[0];
  const v = (y - way.centre[1]) / way.reach[1];
  let east = 0;
  let north = 0;
  let term = 0;
  for (let i = 0, power = 1; i <= way.degree; i += 1, power *= u) {
    for (let j = 0, both = power; j <= way.degree - i; j += 1, both *= v) {
      east += way.x[term] * both;
      north += way.y[term] * both;
      term += 1;
    }
  }
  return [east, north];
}

const withinBox = ([west, south, east, north], x, y) => (
  west <= x && x <= east && south <= y && y <= north);

// A place by longitude and latitude, in the project CRS and in that of the grid.
function placed(places, lon, lat) {
  const local = along(places.to_project, lon, lat);
  const onGrid = places.to_grid ? along(places.to_grid, lon, lat) : local;
  return { lon, lat, x: local[0], y: local[1], gx: onGrid[0], gy: onGrid[1] };
}

// Coordinates as people type them: degrees or metres, in either order, decimal point or comma. The
// order is known because the land of the page fits only one of them; else null.
function readCoordinates(text, places) {
  const numbers = numbersOf(text);
  if (!numbers || numbers.length !== 2) {
    return null;
  }
  const found = [];
  for (const [x, y] of [numbers, [numbers[1], numbers[0]]]) {
    if (withinBox(places.box, x, y)) {
      found.push([x, y]);
    }
    if (withinBox(places.local, x, y)) {
      found.push(along(places.to_wgs84, x, y));
    }
  }
  return found.length === 1 ? found[0] : null;
}

// "22.55, 103.42", "22,55 103,42", "22.55;103.42"; a comma between two others is not guessed at.
function numbersOf(text) {
  const whole = text.trim().replace(/[°º]/g, '');
  const commas = whole.split(',').length - 1;
  const parts = /[;\s]/.test(whole) ? whole.split(/[;\s]+/).filter(Boolean)
    : whole.split(commas === 1 ? ',' : /$^/);
  const clean = parts.map((part) => part.replace(/,$/, '').replace(',', '.'));
  return clean.every((part) => /^\d+(\.\d+)?$/.test(part)) ? clean.map(Number) : null;
}
