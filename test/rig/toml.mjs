/** Lets tests import rule files as the bundler does: as texts. */
export const toml = {
  name: 'toml',
  enforce: 'pre',
  transform(code, id) {
    return id.endsWith('.toml') ? `export default ${JSON.stringify(code)}` : undefined;
  },
};
