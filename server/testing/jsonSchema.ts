/** Holds JSON against the part of JSON Schema that our OpenAPI files use; resolves to what does not fit, with its place. */
interface Schema {
  readonly [key: string]: unknown;
}
type Schemas = Readonly<Record<string, Schema>>;

const record = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  integer: Number.isInteger,
  boolean: (value) => typeof value === "boolean",
  null: (value) => value === null,
  array: Array.isArray,
  object: record,
};

export function misfits(schema: unknown, value: unknown, schemas: Schemas, place = "$"): string[] {
  if (!record(schema)) return [`${place}: no schema`];
  if (typeof schema.$ref === "string")
    return misfits(schemas[schema.$ref.split("/").at(-1) ?? ""], value, schemas, place);
  if (Array.isArray(schema.anyOf)) {
    const fits = schema.anyOf.some((one) => misfits(one, value, schemas, place).length === 0);
    return fits ? [] : [`${place}: fits none of anyOf`];
  }
  if (Array.isArray(schema.enum))
    return schema.enum.includes(value) ? [] : [`${place}: ${String(value)} is not in the enum`];
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  if (!types.some((type) => TYPES[String(type)]?.(value))) return [`${place}: is no ${types.join(" or ")}`];
  if (Array.isArray(value)) return value.flatMap((one, at) => misfits(schema.items, one, schemas, `${place}[${at}]`));
  if (record(value)) return objectMisfits(schema, value, schemas, place);
  if (schema.format === "date-time" && value !== null && !/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(String(value))) {
    return [`${place}: is no date-time`];
  }
  return [];
}

function objectMisfits(schema: Schema, value: Readonly<Record<string, unknown>>, schemas: Schemas, place: string) {
  const known = record(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
  const missing = required.filter((name) => !(name in value)).map((name) => `${place}: ${name} is missing`);
  const within = Object.entries(value).flatMap(([name, one]) => {
    const at = `${place}.${name}`;
    if (name in known) return misfits(known[name], one, schemas, at);
    if (schema.additionalProperties === false) return [`${at}: is not known`];
    return record(schema.additionalProperties) ? misfits(schema.additionalProperties, one, schemas, at) : [];
  });
  return [...missing, ...within];
}
