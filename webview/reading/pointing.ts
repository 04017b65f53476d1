import type { Explanation } from '../../src/ecs/model.ts';
import type { RecordId } from '../../src/session/protocol/protocol.ts';
import type { Inspector } from '../inspector.ts';
import { t } from '../texts.ts';
import type { Point } from './partners.ts';

/** Marks what belongs to a value or a field in every pane, and says it. */
export function pointAt(inspector: Inspector, id: RecordId, explanation: Explanation, point: Point): void {
  const partners = inspector.reading.point(id, explanation, point);
  const field = [...partners.fields].join(', ');
  const path = [...partners.paths].join(', ');
  if (field !== '') inspector.say(path === '' ? field : t('{0} from {1}', field, path));
  else if (path !== '') inspector.say(t('{0} is in no field', path));
}
