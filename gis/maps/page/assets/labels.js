// Names of communes. A name that would cover another one waits until there is room.

function addLabels(map, layer) {
  const marks = [];
  layer.labels.forEach((point, index) => {
    if (point.length) {
      const text = el('span', { class: 'commune-name', dir: 'auto' }, layer.rows[index][0]);
      const icon = L.divIcon({ className: 'commune-mark', html: text, iconSize: null });
      marks.push(L.marker(point, { icon, interactive: false, keyboard: false }).addTo(layer.group));
    }
  });
  const arrange = () => showWhatFits(marks);
  map.on('zoomend moveend layeradd', arrange);
  arrange();
}

function showWhatFits(marks) {
  const taken = [];
  for (const mark of marks) {
    const node = mark.getElement();
    if (node) {
      node.style.visibility = 'visible';
      const box = node.firstChild.getBoundingClientRect();
      const free = taken.every((other) => apart(box, other));
      node.style.visibility = free ? 'visible' : 'hidden';
      if (free) {
        taken.push(box);
      }
    }
  }
}

function apart(a, b) {
  const gap = 3;
  return a.right + gap < b.left || b.right + gap < a.left
    || a.bottom + gap < b.top || b.bottom + gap < a.top;
}
