// The data of the panel, unpacked when it is first asked for.

async function readSite(page) {
  const site = { ...await readIsland('nuong-site'), lang: page.lang,
    words: page.site_words, lines: {} };
  for (const [name, meta] of Object.entries(site.land)) {
    site.lines[name] = unpackOutlines(meta, await readBytes(`nuong-site-${name}`));
  }
  if (site.cells && site.places) {
    const plane = async (name) => summed(await readBytes(`nuong-site-${name}`), site.cells.cols);
    site.planes = {
      slope: await plane('slope'),
      law: site.cells.judgements.length ? await plane('law') : null,
      zones: await Promise.all(site.cells.zones.map((_, number) => plane(`zone-${number}`))),
    };
  }
  return site;
}
