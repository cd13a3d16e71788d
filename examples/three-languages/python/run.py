"""Reads answers with pydantic models that datamodel-code-generator made of the schemas.

    run.py export                  writes the schemas of models.py
    run.py read SCHEMAS < LINES    a line {"schema", "instance"} each; a line {"accepted", "written"} for each
"""

import importlib.util
import json
import re
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent


def export():
    sys.path.insert(0, str(HERE))
    from models import EXPORTED

    for model in EXPORTED:
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", model.__name__).lower()
        text = json.dumps(model.model_json_schema(), indent=2, ensure_ascii=False) + "\n"
        print(json.dumps({"name": name, "text": text}))


def load(folder):
    from datamodel_code_generator import DataModelType, InputFileType, PythonVersion, generate
    from pydantic import TypeAdapter

    adapters = {}
    with tempfile.TemporaryDirectory() as made:
        for schema in sorted(Path(folder).glob("*.json")):
            file = Path(made) / f"{schema.stem}.py"
            generate(
                schema,
                input_file_type=InputFileType.JsonSchema,
                output=file,
                output_model_type=DataModelType.PydanticV2BaseModel,
                class_name="Root",
                field_constraints=True,
                use_annotated=True,
                strict_nullable=True,
                allow_population_by_field_name=False,
                disable_timestamp=True,
            )
            spec = importlib.util.spec_from_file_location(f"made_{schema.stem}", file)
            module = importlib.util.module_from_spec(spec)
            sys.modules[spec.name] = module
            spec.loader.exec_module(module)
            adapters[schema.stem] = TypeAdapter(module.Root)
    return adapters


def read(folder):
    from pydantic import ValidationError

    adapters = load(folder)
    for line in sys.stdin:
        asked = json.loads(line)
        adapter = adapters[asked["schema"]]
        try:
            value = adapter.validate_json(json.dumps(asked["instance"]))
        except ValidationError:
            print(json.dumps({"accepted": False}))
            continue
        text = adapter.dump_json(value, by_alias=True, exclude_unset=True)
        print(json.dumps({"accepted": True, "written": json.loads(text)}))


if __name__ == "__main__":
    if sys.argv[1] == "export":
        export()
    else:
        read(sys.argv[2])
