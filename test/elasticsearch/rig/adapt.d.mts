import type { Fault, FrontRequest } from './front.mjs';
export function adaptTemplates(request: FrontRequest): Fault | undefined;
