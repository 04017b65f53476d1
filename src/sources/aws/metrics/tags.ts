/** Keeps the metrics of what has a tag: guardrails, profiles and other resources that a dimension names by ARN. */
import type { Aws } from '../connection/connection.ts';
import { AwsError } from '../connection/errors.ts';
import type { ListedMetric } from './plan.ts';

const NAMING = new Set(['GuardrailArn', 'ModelId']);

export class TagFilter {
  private readonly answers = new Map<string, Promise<boolean>>();
  private readonly aws: Aws;
  private readonly region: string;
  private readonly tag: { readonly key: string; readonly value: string };
  private readonly signal: AbortSignal | undefined;

  constructor(
    aws: Aws,
    region: string,
    tag: { readonly key: string; readonly value: string },
    signal: AbortSignal | undefined,
  ) {
    this.aws = aws;
    this.region = region;
    this.tag = tag;
    this.signal = signal;
  }

  /** Foundation models have no tags, nor have sums over everything: they are left out. Throws an `AwsError`. */
  async keeps({ dimensions }: ListedMetric): Promise<boolean> {
    const named = dimensions.filter(({ name, value }) => NAMING.has(name) && value.startsWith('arn:'));
    for (const { value } of named) {
      const known = this.answers.get(value) ?? this.has(value);
      this.answers.set(value, known);
      if (await known) return true;
    }
    return false;
  }

  private async has(arn: string): Promise<boolean> {
    const { ListTagsForResourceCommand } = await import('@aws-sdk/client-bedrock');
    try {
      const { tags = [] } = await this.aws.ask(
        'bedrock',
        (client, options) => client.send(new ListTagsForResourceCommand({ resourceARN: arn }), options),
        { call: 'ListTagsForResource', resource: arn, region: this.region, signal: this.signal },
      );
      return tags.some(({ key, value }) => key === this.tag.key && value === this.tag.value);
    } catch (error) {
      // What was deleted still has metrics, but no tags.
      if (error instanceof AwsError && error.kind === 'missing') return false;
      throw error;
    }
  }
}
