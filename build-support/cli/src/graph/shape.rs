//! The generator's types to boxes with rows, some of which lead to other boxes.

use formwork_codegen::Output;
use formwork_codegen::ir::{Additional, Module, Position, Size, Ty, TypeKind};

/// A type.
pub(super) struct Shape {
    /// Its name, with that of its module where there are several.
    pub(super) name: String,
    /// What it is: `enumeration`, `one of`, or nothing, for an object.
    pub(super) kind: &'static str,
    /// What is in it.
    pub(super) rows: Vec<Row>,
    /// Nothing needs to lead here: it is what a schema file describes.
    pub(super) is_root: bool,
}

/// A property, a branch or a name.
pub(super) struct Row {
    /// Its name; empty where the type has but one thing in it.
    pub(super) name: String,
    /// Its type in a few words; empty for the name of an enumeration.
    pub(super) says: String,
    /// The shapes that it leads to, as indexes.
    pub(super) leads: Vec<usize>,
}

/// Every type of every module, in their order.
pub(super) fn shapes(output: &Output) -> Vec<Shape> {
    let mut shapes = Vec::new();
    let many = output.modules.len() > 1;
    for module in &output.modules {
        let base = shapes.len();
        let prefix = if many {
            format!("{}_", module.name)
        } else {
            String::new()
        };
        let ir = &module.ir;
        for (index, one) in ir.types.iter().enumerate() {
            let (kind, rows) = rows(ir, &one.kind, base);
            shapes.push(Shape {
                name: format!("{prefix}{}", one.name),
                kind,
                rows,
                is_root: ir.root.0 == index,
            });
        }
    }
    shapes
}

fn rows(module: &Module, kind: &TypeKind, base: usize) -> (&'static str, Vec<Row>) {
    let row = |name: &str, position: &Position, optional: bool| {
        let mut leads = Vec::new();
        let mut says = says(module, position, base, &mut leads);
        if optional {
            says.push('?');
        }
        Row {
            name: name.to_owned(),
            says,
            leads,
        }
    };
    match kind {
        TypeKind::Struct(one) => {
            let fields = one.fields.iter();
            let mut rows: Vec<Row> = fields
                .map(|field| row(&field.wire, &field.position, !field.required))
                .collect();
            if let Additional::Keep(_, position) = &one.additional {
                rows.push(row("*", position, false));
            }
            ("", rows)
        }
        TypeKind::Enum(variants) => {
            let rows = variants.iter().map(|variant| Row {
                name: variant.wire.clone(),
                says: String::new(),
                leads: Vec::new(),
            });
            ("enumeration", rows.collect())
        }
        TypeKind::Union(union) => {
            let branches = union.branches.iter();
            let rows = branches.map(|branch| row(&branch.name, &branch.position, false));
            ("one of", rows.collect())
        }
        TypeKind::Newtype(position) => ("", vec![row("", position, false)]),
        TypeKind::Unknown => ("unknown", Vec::new()),
    }
}

/// A position in a few words. Recurses into lists and maps alone, which lowering keeps shallow.
fn says(module: &Module, position: &Position, base: usize, leads: &mut Vec<usize>) -> String {
    let mut text = match &position.ty {
        Ty::Any | Ty::Some(_) => "any".to_owned(),
        Ty::Never => "never".to_owned(),
        Ty::Null => "null".to_owned(),
        Ty::Boolean => "boolean".to_owned(),
        Ty::Integer(Size::Primitive(name)) => (*name).to_owned(),
        Ty::Integer(Size::Unbounded) => "integer".to_owned(),
        Ty::Float => "number".to_owned(),
        Ty::String => "string".to_owned(),
        Ty::List(inner) => format!("{}[]", says(module, inner, base, leads)),
        Ty::Map(inner) => format!("map of {}", says(module, inner, base, leads)),
        Ty::Named(id) => {
            leads.push(base + id.0);
            module
                .types
                .get(id.0)
                .map_or_else(String::new, |one| one.name.clone())
        }
        Ty::Formatted(format) => format!("{format:?}"),
        Ty::Foreign(path, _) => path.clone(),
        Ty::Unknown => "unknown".to_owned(),
    };
    if position.nullable {
        text.push_str(" or null");
    }
    text
}
