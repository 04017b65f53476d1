/** What developers and jobs ask: code review, incident notes, queries. */
import type { Dialog } from './dialog.ts';

const REVIEW = `You review pull requests for Havenport's shop platform (TypeScript, Go, SQL). Report only what matters: defects, races, leaks, missing tests, unclear names. For each finding give file, line, why it is wrong and a smallest possible change. If nothing matters, say "Nothing to report." Never rewrite a whole file.`;

const NOTES = `You write incident summaries for engineers. Structure: what customers saw, what happened, why, what was done, what is left to do. Times in UTC. No blame, no adjectives.`;

export const ENGINEERING: readonly Dialog[] = [
  {
    title: 'retry without a limit',
    system: REVIEW,
    steps: [
      [
        'user',
        `Pull request #4812: retry stock requests

\`\`\`diff
--- a/services/stock/client.ts
+++ b/services/stock/client.ts
@@ -41,8 +41,14 @@ export class StockClient {
-  async level(sku: string): Promise<number> {
-    const answer = await this.http.get(\`/stock/\${sku}\`);
-    return answer.body.level;
+  async level(sku: string): Promise<number> {
+    for (;;) {
+      try {
+        const answer = await this.http.get(\`/stock/\${sku}\`);
+        return answer.body.level;
+      } catch (e) {
+        await sleep(200);
+      }
+    }
   }
\`\`\``,
      ],
      [
        'think',
        'The loop retries forever and on every error, including 404 for an unknown SKU and programming errors. A fixed wait of 200 ms makes all clients retry in step when the stock service restarts. The SKU is put into the path without encoding. No test comes with it.',
      ],
      [
        'say',
        `**services/stock/client.ts:44: endless retry.** Every error is retried without limit, a 404 for an unknown SKU too, so one bad SKU keeps a request open for ever. Limit the attempts and retry only what can heal (429, 5xx, time-outs).

**services/stock/client.ts:49: fixed wait.** All callers come back after 200 ms together, just when the service restarts. Use exponential back-off with jitter.

**services/stock/client.ts:46: the SKU goes into the path unescaped.** Use \`encodeURIComponent(sku)\`.

**No test** shows that a 404 is passed on and that a 503 followed by 200 succeeds.`,
      ],
      ['user', 'Good points. Can you show me the smallest version of the back-off?'],
      [
        'say',
        `\`\`\`ts
const WAITS = [100, 400, 1600]; // ms; three retries, then the caller decides

for (const wait of [...WAITS, undefined]) {
  try {
    return (await this.http.get(\`/stock/\${encodeURIComponent(sku)}\`)).body.level;
  } catch (error) {
    if (wait === undefined || !isTransient(error)) throw error;
    await sleep(wait * (0.5 + Math.random()));
  }
}
\`\`\``,
      ],
    ],
  },
  {
    title: 'small and fine',
    system: REVIEW,
    steps: [
      [
        'user',
        `Pull request #4830: rename \`calc\` to \`shippingCost\`

\`\`\`diff
--- a/pkg/checkout/shipping.go
+++ b/pkg/checkout/shipping.go
@@ -17,7 +17,7 @@
-func calc(weight int, zone Zone) Money {
+func shippingCost(grams int, zone Zone) Money {
 	if zone == ZoneIsland {
-		return base(weight).Add(surcharge)
+		return base(grams).Add(surcharge)
 	}
-	return base(weight)
+	return base(grams)
 }
\`\`\``,
      ],
      ['say', 'Nothing to report.'],
    ],
  },
  {
    title: 'query that scans',
    system:
      'You are a database engineer. PostgreSQL 16. Answer with the statement first and two sentences of reasons after it.',
    steps: [
      [
        'user',
        "This takes 40 s on 90 million rows: SELECT customer_id, count(*) FROM events WHERE date(created_at) = CURRENT_DATE AND kind = 'return' GROUP BY 1 ORDER BY 2 DESC LIMIT 50;",
      ],
      [
        'say',
        `\`\`\`sql
SELECT customer_id, count(*)
FROM events
WHERE created_at >= CURRENT_DATE AND created_at < CURRENT_DATE + 1 AND kind = 'return'
GROUP BY 1 ORDER BY 2 DESC LIMIT 50;
-- with: CREATE INDEX CONCURRENTLY events_kind_created ON events (kind, created_at) INCLUDE (customer_id);
\`\`\`

\`date(created_at)\` hides the column from the index, so every row is read; a half-open range does not. The index then serves the query alone.`,
      ],
    ],
  },
  {
    title: 'incident of the search service',
    system: NOTES,
    steps: [
      [
        'user',
        `Chat log of the incident channel:
09:14 lena: search p95 at 6 s, was 300 ms
09:16 tom: deploy 2026.45.2 went out 09:05
09:19 lena: thread pool of the ranker is full
09:24 tom: rolling back
09:31 lena: p95 back at 320 ms
09:40 tom: cause: ranker calls the embedding endpoint once per hit instead of once per query`,
      ],
      [
        'say',
        `**What customers saw:** between 09:05 and 09:31 UTC a search took up to 6 s; about 4 of 10 visitors left the page.

**What happened:** release 2026.45.2 made the ranker ask the embedding endpoint once per hit. Its thread pool filled up and requests queued.

**What was done:** roll-back at 09:24, normal at 09:31.

**Left to do:** batch the embedding calls; limit the queue of the ranker; alarm at p95 above 1 s for 3 minutes.`,
      ],
    ],
  },
  {
    title: 'log line in Polish',
    system: 'Translate messages of suppliers into English. Keep numbers and article names as they are.',
    steps: [
      [
        'user',
        'Dostawa 240 szt. „Larch” opóźni się o {days} dni z powodu braku pianki. Nowy termin: 27.11.2026. Przepraszamy.',
      ],
      [
        'say',
        'The delivery of 240 pcs. "Larch" will be {days} days late because of a lack of foam. New date: 27.11.2026. We apologise.',
      ],
    ],
  },
];
