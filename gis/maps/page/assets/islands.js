// Data islands: JSON in script elements that never run. Large ones are packed (zlib, base64) and
// unpacked by the browser itself, which also works for a file opened by a double click.

async function readIsland(id) {
  const node = byId(id);
  if (node.type === 'application/json') {
    return JSON.parse(node.textContent);
  }
  return JSON.parse(await unpacked(node).text());
}

async function readBytes(id) {
  return new Uint8Array(await unpacked(byId(id)).arrayBuffer());
}

function unpacked(node) {
  const bytes = Uint8Array.from(atob(node.textContent), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Response(stream);
}
