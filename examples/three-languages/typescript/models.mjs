// Models that were there first: zod exports their schemas, the other languages read them.
import { z } from "zod";

const comment = z.object({
  text: z.string(),
  get replies() { return z.array(comment); },
});

export const exported = {
  zod_profile: z.object({
    name: z.string().min(1),
    age: z.number().int().min(0).optional(),
    links: z.array(z.string()).optional(),
  }),
  zod_status: z.object({ status: z.enum(["open", "done"]), by: z.string().optional() }),
  zod_result: z.object({ ok: z.literal(true), value: z.number() }).strict()
    .or(z.object({ ok: z.literal(false), reason: z.string() }).strict()),
  zod_catalogue: z.object({
    items: z.record(z.string(), z.object({ price: z.number(), stock: z.number().int() })),
  }),
  zod_comment: comment,
};

export function schemaOf(model, title) {
  return { ...z.toJSONSchema(model, { io: "input" }), title };
}
