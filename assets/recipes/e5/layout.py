"""How the studies' JSON files are laid out."""
import json


def dump(content, indent: int = 0) -> str:
    """JSON in which a list or object without lists or objects inside takes one line, so that the file can be read and compared."""
    inner = list(content.values()) if isinstance(content, dict) else content if isinstance(content, list) else []
    if not any(isinstance(value, (dict, list)) for value in inner):
        return json.dumps(content, ensure_ascii=False)
    pad = "\n" + " " * (indent + 1)
    if isinstance(content, dict):
        parts, (begin, end) = [f"{json.dumps(key)}: {dump(value, indent + 1)}" for key, value in content.items()], "{}"
    else:
        parts, (begin, end) = [dump(value, indent + 1) for value in content], "[]"
    return begin + pad + ("," + pad).join(parts) + pad[:-1] + end
