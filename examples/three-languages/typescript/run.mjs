// Reads answers with ajv, and types them with json-schema-to-typescript.
//
//   run.mjs export                     prints the schemas of models.mjs
//   run.mjs types SCHEMAS INSTANCES DIR  writes a TypeScript file for each schema, and one that uses them
//   run.mjs read SCHEMAS < LINES       a line {"schema", "instance"} each; a line {"accepted", "written"} for each
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

const [, , command, folder, ...rest] = process.argv;
const names = () => readdirSync(folder).filter((file) => file.endsWith(".json")).map((file) => basename(file, ".json")).sort();
const schema = (name) => JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
const title = (name) => name.split("_").map((word) => word[0].toUpperCase() + word.slice(1)).join("");

if (command === "export") {
  const { exported, schemaOf } = await import("./models.mjs");
  for (const [name, model] of Object.entries(exported)) {
    const text = JSON.stringify(schemaOf(model, title(name)), null, 2) + "\n";
    console.log(JSON.stringify({ name, text }));
  }
} else if (command === "types") {
  const { compile } = await import("json-schema-to-typescript");
  const instances = JSON.parse(readFileSync(rest[0], "utf8"));
  const uses = [];
  for (const name of names()) {
    const document = { ...schema(name), title: title(name) };
    writeFileSync(join(rest[1], `${name}.ts`), await compile(document, title(name), { bannerComment: "", format: false }));
    const values = instances[name].valid.map((value) => `  ${JSON.stringify(value)},\n`).join("");
    uses.push(`import type { ${title(name)} } from "./${name}";\nexport const ${name}: ${title(name)}[] = [\n${values}];\n`);
  }
  writeFileSync(join(rest[1], "uses.ts"), uses.join("\n"));
} else {
  const { default: Ajv } = await import("ajv/dist/2020.js");
  const { default: formats } = await import("ajv-formats");
  const ajv = new Ajv({ strict: false });
  formats(ajv);
  const checks = new Map(names().map((name) => [name, ajv.compile({ ...schema(name), $id: name })]));
  for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
    const { schema: name, instance } = JSON.parse(line);
    const accepted = checks.get(name)(instance);
    console.log(JSON.stringify(accepted ? { accepted, written: instance } : { accepted }));
  }
}
