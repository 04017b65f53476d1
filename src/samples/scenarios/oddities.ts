/** Calls that show what is rare: bodies in S3, documents and pictures, cut answers, cache points. */
import { BUCKET, CALLERS, LABORATORY, MODELS, PLATFORM, PRODUCTION, TITAN_IMAGE } from '../company.ts';
import type { Exchange } from '../exchange.ts';
import { text, user } from '../exchange.ts';
import type { Random } from '../random.ts';
import { folderOf, spoken } from '../record.ts';
import type { Plan } from '../scenario.ts';
import {
  ARTICLES,
  CONTRACT_ANSWER,
  CONTRACT_QUESTION,
  CONTRACT_SYSTEM,
  PICTURE_ANSWER,
  PICTURE_QUESTION,
} from '../texts/documents.ts';
import { workingTime } from './times.ts';

export function oddities(random: Random): Plan[] {
  const plans: Plan[] = [];
  for (let i = 0; i < 6; i++) plans.push(contract(workingTime(random), i));
  for (let i = 0; i < 5; i++) plans.push(picture(workingTime(random)));
  for (let i = 0; i < 3; i++) plans.push(drawing(workingTime(random)), longInput(workingTime(random), i));
  for (let i = 0; i < 4; i++) plans.push(cutAnswer(workingTime(random)));
  return plans;
}

/** A PDF through Converse: Bedrock replaces its bytes by an address in the `data` folder. */
function contract(at: number, number: number): Plan {
  return {
    at,
    site: PLATFORM,
    call: (random) => {
      const uri = `s3://${BUCKET}/${folderOf(PLATFORM, at)}/data/${random.uuid()}_input_media_00.pdf`;
      const exchange: Exchange = {
        system: CONTRACT_SYSTEM,
        turns: [
          user(
            { kind: 'media', media: 'document', format: 'pdf', name: `Supply contract ${2027 + number}`, uri },
            CONTRACT_QUESTION,
            { kind: 'cache-point' },
          ),
        ],
        answer: [text(CONTRACT_ANSWER)],
        stop: 'end',
        settings: { maxTokens: 1500, temperature: 0 },
      };
      const cache: readonly [number, number] = number % 2 ? [5200, 0] : [0, 5200];
      return spoken(
        {
          at,
          site: PLATFORM,
          caller: CALLERS.purchasing,
          model: MODELS.sonnet,
          wire: 'converse',
          exchange,
          cache,
          metadata: { app: 'contract-reader', team: 'purchasing' },
        },
        random,
      );
    },
  };
}

function picture(at: number): Plan {
  return {
    at,
    site: PRODUCTION,
    call: (random) => {
      const uri = `s3://${BUCKET}/${folderOf(PRODUCTION, at)}/data/${random.uuid()}_input_media_00.png`;
      const exchange: Exchange = {
        turns: [user(PICTURE_QUESTION, { kind: 'media', media: 'image', format: 'png', name: 'photo', uri })],
        answer: [text(PICTURE_ANSWER)],
        stop: 'end',
        settings: { maxTokens: 200 },
      };
      return spoken(
        {
          at,
          site: PRODUCTION,
          caller: CALLERS.support,
          model: MODELS.novaPro,
          wire: 'converse',
          exchange,
          metadata: { app: 'support-chat', channel: 'app', release: '2026.45.2' },
        },
        random,
      );
    },
  };
}

/** An image model: both bodies are in S3, only the picture's measures are in the record. */
function drawing(at: number): Plan {
  return {
    at,
    site: LABORATORY,
    call: (random) => ({
      at,
      site: LABORATORY,
      caller: CALLERS.laboratory,
      modelId: TITAN_IMAGE,
      operation: 'InvokeModel',
      bodies: {
        operation: 'InvokeModel',
        input: {
          taskType: 'TEXT_IMAGE',
          textToImageParams: { text: 'A tent by a lake at dawn, flat colours' },
          imageGenerationConfig: { numberOfImages: 1, cfgScale: 8.0, height: 1024, width: 1024 },
        },
        output: { images: [`iVBORw0KGgo${random.id(400)}`], error: null },
        counters: { cache: false, output: false },
      },
      meters: { inputTokens: 11, outputTokens: 0, cacheRead: 0, cacheWrite: 0, latency: 0, firstByte: 0 },
      offload: 'both',
      outputExtras: { outputImageHeight: 1024, outputImageWidth: 1024, outputImageBucketedStepSize: 50 },
    }),
  };
}

/** A prompt above the inline limit of 100 KB. */
function longInput(at: number, number: number): Plan {
  return {
    at,
    site: PLATFORM,
    call: (random) => {
      const rows = Array.from(
        { length: 1200 },
        (_, i) => `${i + 1}. ${random.pick(ARTICLES)} stock ${random.int(0, 400)}, sold ${random.int(0, 90)}`,
      );
      const exchange: Exchange = {
        system: 'You find articles whose stock does not last until spring. Answer with a list of numbers.',
        turns: [user(`Catalogue part ${number + 1}:\n${rows.join('\n')}`)],
        answer: [text('17, 58, 112, 340, 341, 342, 907')],
        stop: 'end',
        settings: { maxTokens: 300, temperature: 0 },
      };
      return spoken(
        {
          at,
          site: PLATFORM,
          caller: CALLERS.purchasing,
          model: MODELS.sonnet,
          wire: 'anthropic',
          exchange,
          offload: 'input',
        },
        random,
      );
    },
  };
}

/** `maxTokens` was too small for the answer. */
function cutAnswer(at: number): Plan {
  return {
    at,
    site: PLATFORM,
    call: (random) => {
      const exchange: Exchange = {
        system: 'Write product copy for the web shop.',
        turns: [user(`Write a long text about: ${random.pick(ARTICLES)}`)],
        answer: [
          text('Some mornings begin before the sun does. You unzip the door, the grass is silver, and the kettle is'),
        ],
        stop: 'length',
        settings: { maxTokens: 25, temperature: 0.9 },
      };
      const wire = random.pick(['chat', 'responses-stream', 'responses', 'chat-stream'] as const);
      return spoken(
        {
          at,
          site: PLATFORM,
          caller: CALLERS.copy,
          model: MODELS.gptOss,
          wire,
          exchange,
          metadata: { app: 'shop-copy', team: 'content' },
        },
        random,
      );
    },
  };
}
