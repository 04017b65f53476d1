// The steps of the editor's test, in the order in which one leads to the next.
import { armedSteps } from './armed-steps.mjs';
import { awsSteps } from './aws-steps.mjs';
import { awsTreeSteps } from './aws-tree-steps.mjs';
import { detectionSteps } from './detection-steps.mjs';
import { documentSteps } from './document-steps.mjs';
import { elasticsearchSteps } from './elasticsearch-steps.mjs';
import { openingSteps } from './opening-steps.mjs';
import { pageSteps } from './page-steps.mjs';
import { querySteps } from './query-steps.mjs';
import { safetySteps } from './safety-steps.mjs';
import { tailSteps } from './tail-steps.mjs';

export const steps = [
  ...openingSteps,
  ...pageSteps,
  ...documentSteps,
  ...safetySteps,
  ...querySteps,
  ...detectionSteps,
  ...elasticsearchSteps,
  ...awsSteps,
  ...tailSteps,
  ...awsTreeSteps,
  ...armedSteps,
];
