/** Patterns that tell the series of a stack apart where colours may not, as in high contrast; once for the whole page. */
import { html, type TemplateResult } from 'lit';

export function hatches(): TemplateResult {
  return html`<svg class="hatches" width="0" height="0" aria-hidden="true" focusable="false">
    <defs>
      <pattern id="hatch-2" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="f-2-pure" width="5" height="5"></rect>
        <rect class="hatch" width="1.5" height="5"></rect>
      </pattern>
      <pattern id="hatch-4" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
        <rect class="f-4-pure" width="5" height="5"></rect>
        <rect class="hatch" width="1.5" height="5"></rect>
      </pattern>
    </defs>
  </svg>`;
}
