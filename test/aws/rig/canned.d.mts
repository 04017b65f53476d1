import type { Fault, ProxyRequest } from './proxy.mjs';

export type Canned = Pick<Fault, 'status' | 'headers' | 'body'>;
export function s3Error(
  status: number,
  code: string,
  more?: string,
  headers?: Readonly<Record<string, string>>,
): Canned;
export function jsonError(type: string, message?: string, status?: number): Canned;
export function jsonResult(result: object | ((request: ProxyRequest) => object)): Canned;
export const slowDown: Canned;
export const internalError: Canned;
export const expiredToken: Canned;
export const accessDenied: Canned;
export const skewed: Canned;
export function streamEvent(type: string, body: object, kind?: 'event' | 'exception'): Buffer;
