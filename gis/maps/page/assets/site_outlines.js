// Which shapes hold a place, and whose outline passes near it. Metres of the project CRS; how the
// numbers are packed is said in outlines.py.

function unpackOutlines(meta, bytes) {
  const count = bytes.length / 4;
  let at = 0;
  const next = () => {
    const number = bytes[at] + 256 * bytes[count + at]
      + 65536 * bytes[2 * count + at] + 16777216 * bytes[3 * count + at];
    at += 1;
    return number;
  };
  const first = (counts) => {
    const starts = new Uint32Array(counts + 1);
    for (let n = 0; n < counts; n += 1) {
      starts[n + 1] = starts[n] + next();
    }
    return starts;
  };
  const corner = (start) => {
    const values = new Float64Array(meta.corners);
    for (let n = 0, sum = start; n < meta.corners; n += 1) {
      const step = next();
      sum += step % 2 ? -(step + 1) / 2 : step / 2;
      values[n] = sum / 10;
    }
    return values;
  };
  const ringsOf = first(meta.shapes);
  const cornersOf = first(meta.rings);
  const x = corner(meta.origin[0]);
  const y = corner(meta.origin[1]);
  return { shapes: meta.shapes, within: meta.within_m, ringsOf, cornersOf, x, y,
    boxes: boxesOf(meta.shapes, ringsOf, cornersOf, x, y) };
}

function boxesOf(shapes, ringsOf, cornersOf, x, y) {
  const boxes = [];
  for (let shape = 0; shape < shapes; shape += 1) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (let n = cornersOf[ringsOf[shape]]; n < cornersOf[ringsOf[shape + 1]]; n += 1) {
      box[0] = Math.min(box[0], x[n]);
      box[1] = Math.min(box[1], y[n]);
      box[2] = Math.max(box[2], x[n]);
      box[3] = Math.max(box[3], y[n]);
    }
    boxes.push(box);
  }
  return boxes;
}

// Calls for every side of a shape: its two ends.
function eachSide(lines, shape, side) {
  for (let ring = lines.ringsOf[shape]; ring < lines.ringsOf[shape + 1]; ring += 1) {
    const end = lines.cornersOf[ring + 1];
    for (let n = lines.cornersOf[ring], before = end - 1; n < end; before = n, n += 1) {
      side(lines.x[before], lines.y[before], lines.x[n], lines.y[n]);
    }
  }
}

function holds(lines, shape, x, y) {
  let odd = false;
  eachSide(lines, shape, (ax, ay, bx, by) => {
    if ((ay > y) !== (by > y) && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) {
      odd = !odd;
    }
  });
  return odd;
}

function distanceTo(lines, shape, x, y) {
  let least = Infinity;
  eachSide(lines, shape, (ax, ay, bx, by) => {
    const [dx, dy] = [bx - ax, by - ay];
    const share = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1);
    const part = Math.max(0, Math.min(1, share));
    least = Math.min(least, Math.hypot(x - ax - part * dx, y - ay - part * dy));
  });
  return least;
}

// Shapes that hold a place, and shapes that may hold it within a distance, both in order.
function found(lines, x, y, metres) {
  const reach = metres + lines.within;
  const inside = [];
  const maybe = [];
  lines.boxes.forEach(([west, south, east, north], shape) => {
    if (west - reach <= x && x <= east + reach && south - reach <= y && y <= north + reach) {
      const here = holds(lines, shape, x, y);
      if (here) {
        inside.push(shape);
      }
      if (distanceTo(lines, shape, x, y) <= reach) {
        maybe.push(shape);
      }
    }
  });
  return { inside, maybe };
}
