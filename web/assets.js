// Files of the site, fetched from its own origin only. A failed download is tried again, then reported.

/** The site's root: this file lies in <root>/app/. */
export const root = new URL('..', import.meta.url);

export class MissingFile extends Error {}

const attempts = 3;
const firstPause = 400; // milliseconds, doubled for each further attempt

/**
 * The bytes of an asset, e.g. "models/e5/manifest.json".
 * @returns {Promise<ArrayBuffer>}
 * @throws {MissingFile} when the server says that there is no such file; another Error when the network fails
 */
export async function load(path) {
  let pause = firstPause;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await fetch(new URL(path, root), { credentials: 'same-origin' });
      if (response.status === 404 || response.status === 410) throw new MissingFile(path);
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      return await response.arrayBuffer();
    } catch (error) {
      if (error instanceof MissingFile || attempt === attempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
      pause *= 2;
    }
  }
}
