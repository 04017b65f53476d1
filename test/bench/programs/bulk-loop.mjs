// The bare loop that a push is compared with: prepared bodies, one request after the other, by the same client.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@elastic/elasticsearch';

const [url, folder] = process.argv.slice(2);
const client = new Client({ node: url, compression: false });
for (const name of readdirSync(folder).sort()) {
  const body = await client.transport.request({
    method: 'POST',
    path: '/_bulk',
    querystring: { filter_path: 'items.*.status,items.*.error' },
    bulkBody: readFileSync(join(folder, name)),
  });
  const odd = body.items.find(({ create }) => create.status !== 201);
  if (odd) throw new Error(`a document was not created: ${JSON.stringify(odd).slice(0, 300)}`);
}
await client.close();
