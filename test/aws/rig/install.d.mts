export const programs: string;
export function installApi(): string;
