// What the run found in the cells around a place. A plane holds a byte for each square of cells.

const MIXED = 255;
// How far a different verdict is looked for, in squares: 2 · 3 · 3 · 3 · 3.
const LOOK_AROUND = 162;

// A plane from differences to the row above; bytes wrap around by themselves.
function summed(bytes, cols) {
  for (let n = cols; n < bytes.length; n += 1) {
    bytes[n] += bytes[n - cols];
  }
  return bytes;
}

// The square that holds a place, and the metres its sides measure there.
function squareAt({ cells, places, unit_m: metres }, place) {
  const across = cells.across * cells.side;
  const down = cells.down * cells.side;
  const col = (place.gx - cells.west) / across;
  const row = (cells.north - place.gy) / down;
  const local = (x, y) => (places.from_grid ? along(places.from_grid, x, y) : [x, y]);
  const [x, y] = local(place.gx, place.gy);
  const [ex, ey] = local(place.gx + across, place.gy);
  const [sx, sy] = local(place.gx, place.gy - down);
  const centre = local(cells.west + (Math.floor(col) + 0.5) * across,
    cells.north - (Math.floor(row) + 0.5) * down);
  return {
    row, col, centre,
    wide: metres * Math.hypot(ex - x, ey - y), high: metres * Math.hypot(sx - x, sy - y),
  };
}

// The number of a square in its plane; -1 beyond the grid.
function numberOf(cells, row, col) {
  return row >= 0 && col >= 0 && row < cells.rows && col < cells.cols ? row * cells.cols + col : -1;
}

// Metres from a place to the nearest point of a square.
function metresTo(at, row, col) {
  const dx = Math.max(col - at.col, at.col - col - 1, 0) * at.wide;
  const dy = Math.max(row - at.row, at.row - row - 1, 0) * at.high;
  return Math.hypot(dx, dy);
}

// Calls for every square within some metres of a place, nearest or not: its number, its distance.
function eachWithin(cells, at, metres, square) {
  const rows = Math.ceil(metres / at.high);
  const cols = Math.ceil(metres / at.wide);
  const [row, col] = [Math.floor(at.row), Math.floor(at.col)];
  for (let r = row - rows; r <= row + rows; r += 1) {
    for (let c = col - cols; c <= col + cols; c += 1) {
      const away = metresTo(at, r, c);
      if (away <= metres) {
        square(numberOf(cells, r, c), away);
      }
    }
  }
}

// Different bytes of a plane within some metres of a place, that of the place first; null stands
// for land beyond the grid.
function bytesWithin(cells, plane, at, metres) {
  const own = numberOf(cells, Math.floor(at.row), Math.floor(at.col));
  const seen = new Set([own < 0 ? null : plane[own]]);
  eachWithin(cells, at, metres, (number) => seen.add(number < 0 ? null : plane[number]));
  return [...seen];
}

// The nearest square a test holds for: its metres, its byte; null when there is none within sight.
function nearestWhere(cells, plane, at, test) {
  const side = Math.min(at.wide, at.high);
  let best = null;
  for (let squares = 2; !best && squares <= LOOK_AROUND; squares *= 3) {
    eachWithin(cells, at, squares * side, (number, metres) => {
      const byte = number < 0 ? null : plane[number];
      if ((!best || metres < best.metres) && test(byte)) {
        best = { metres, byte };
      }
    });
  }
  return best;
}
