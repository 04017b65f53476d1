// What the test node lacks, replaced in the templates on their way there, and nothing else:
//   flattened -> an object that is kept and not indexed (the node's flat_object has no ignore_above, so it refuses documents
//   with a long text in them); constant_keyword without a value -> keyword;
//   time series: mode, routing path and times of the index, dimensions and metrics of fields -> left out.
const SERIES_SETTINGS = ['mode', 'routing_path', 'look_back_time'];
const SERIES_PARAMETERS = ['time_series_dimension', 'time_series_metric'];

/** A plan of the front: adapts component templates that are put. */
export function adaptTemplates({ method, path, body }) {
  if (method !== 'PUT' || !path.startsWith('/_component_template/')) return undefined;
  const template = JSON.parse(body.toString());
  for (const name of SERIES_SETTINGS) delete template.template?.settings?.index?.[name];
  adaptFields(template.template?.mappings?.properties ?? {});
  return { send: Buffer.from(JSON.stringify(template)) };
}

function adaptFields(fields) {
  for (const field of Object.values(fields)) {
    if (field.type === 'flattened') {
      field.type = 'object';
      field.enabled = false;
      delete field.ignore_above;
      delete field.depth_limit;
    }
    if (field.type === 'constant_keyword' && field.value === undefined) field.type = 'keyword';
    for (const name of SERIES_PARAMETERS) delete field[name];
    if (field.properties) adaptFields(field.properties);
  }
}
