// Data islands: JSON in script elements that never run. Large ones are packed (zlib, base64) and
// unpacked by the browser itself, which also works for a file opened by a double click.

async function readIsland(id) {
  const node = byId(id);
  if (node.type === 'application/json') {
    return JSON.parse(node.textContent);
  }
  const bytes = Uint8Array.from(atob(node.textContent), (c) => c.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return JSON.parse(await new Response(unpacked).text());
}
