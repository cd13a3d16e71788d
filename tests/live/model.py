"""Writes a model file that any llama.cpp can load: the architecture is real, the weights are noise.

Nothing is trained. What such a model says is random, so that whatever structure its answers have was
put there by the server's grammar. The vocabulary is built so that a grammar can spell any JSON: every
byte is a token, every printable ASCII character is one, and a few JSON fragments are.

    python model.py OUT.gguf
"""

import sys

import gguf
import numpy as np

SEED = 20
WIDTH = 64
HEADS = 4
LAYERS = 2
INNER = 128
# Room for a few answers that are asked for again, with the schema of the tool.
CONTEXT = 32768

# How much likelier than noise a token is. A closing quote or bracket that comes soon keeps strings,
# arrays and whole answers short, also where the schema sets no limit.
LIKELIER = {'"': 5.0, "\\": 1.0, "]": 2.0, "}": 2.0, ",": 1.0}
# Weights that fit `parcel.yaml` come often enough for a second try to mend a first.
LIKELIER |= {"3": 1.0, "6": 1.0, "9": 1.0}
LETTER_BIAS = 1.5
# What a call begins with. Grammars keep it out of strings, because of the line break, so that it may be
# likely without being in the way.
CALL = "<tool_call>\n"
CALL_BIAS = 3.5
# Byte tokens would spell control characters and halves of characters.
BYTE_BIAS = -6.0

FRAGMENTS = ["true", "false", "null", "the", "and", "of", "an", "in", "20", "10"]
# Characters of two, three and four bytes, so that streams carry some.
FOREIGN = ["\u00e9", "\u00fc", "\u6771", "\u4eac", "\U0001f9f1"]

# ChatML, with tools as the Hermes models take them: the server reads out of the template how calls are
# spelled, and makes its grammar of that.
TEMPLATE = """
{%- if tools %}
    {{- '<|im_start|>system\\n<tools>' }}
    {%- for tool in tools %}{{- '\\n' }}{{- tool | tojson }}{%- endfor %}
    {{- '\\n</tools><|im_end|>\\n' }}
{%- endif %}
{%- for message in messages %}
    {%- if message.role == 'tool' %}
        {{- '<|im_start|>user\\n<tool_response>\\n' + message.content + '\\n</tool_response><|im_end|>\\n' }}
    {%- else %}
        {{- '<|im_start|>' + message.role + '\\n' }}
        {%- if message.content %}{{- message.content }}{%- endif %}
        {%- for call in message.tool_calls or [] %}
            {{- '\\n<tool_call>\\n{"name": "' + call.function.name + '", "arguments": ' }}
            {{- call.function.arguments | tojson }}
            {{- '}\\n</tool_call>' }}
        {%- endfor %}
        {{- '<|im_end|>\\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}
"""


def vocabulary():
    """The tokens, as (text, type, bias) in the order of their ids."""
    control, unknown = gguf.TokenType.CONTROL, gguf.TokenType.UNKNOWN
    tokens = [("<unk>", unknown, -9.0), ("<s>", control, -9.0), ("</s>", control, 4.0)]
    for byte in range(256):
        tokens.append((f"<0x{byte:02X}>", gguf.TokenType.BYTE, BYTE_BIAS))
    for code in range(33, 127):
        character = chr(code)
        bias = LIKELIER.get(character, LETTER_BIAS if character.islower() else 0.0)
        tokens.append((character, gguf.TokenType.NORMAL, bias))
    # SentencePiece writes a blank as U+2581.
    tokens.append(("\u2581", gguf.TokenType.NORMAL, LETTER_BIAS))
    tokens.extend((word, gguf.TokenType.NORMAL, 0.0) for word in FRAGMENTS + FOREIGN)
    tokens.append((CALL, gguf.TokenType.NORMAL, CALL_BIAS))
    return tokens


def write(path):
    """Writes the model to `path`; the same bytes on every call."""
    tokens = vocabulary()
    noise = np.random.default_rng(SEED)

    def weights(rows, columns, scale=0.1):
        return (noise.standard_normal((rows, columns)) * scale).astype(np.float32)

    # Every token carries the same large first component. It survives the layers, so that the first
    # column of the output weights acts as a bias for each token.
    embedding = weights(len(tokens), WIDTH, 0.3)
    embedding[:, 0] = 8.0
    output = weights(len(tokens), WIDTH, 0.3)
    output[:, 0] = [bias / 7.0 for _, _, bias in tokens]

    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("noise")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("llama")
    writer.add_token_list([text.encode() for text, _, _ in tokens])
    writer.add_token_scores([-float(rank) for rank in range(len(tokens))])
    writer.add_token_types([kind for _, kind, _ in tokens])
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_chat_template(TEMPLATE)
    writer.add_tensor("token_embd.weight", embedding)
    for layer in range(LAYERS):
        for name in ["attn_norm", "ffn_norm"]:
            writer.add_tensor(f"blk.{layer}.{name}.weight", np.ones(WIDTH, np.float32))
        for name in ["attn_q", "attn_k", "attn_v", "attn_output"]:
            writer.add_tensor(f"blk.{layer}.{name}.weight", weights(WIDTH, WIDTH))
        for name in ["ffn_gate", "ffn_up"]:
            writer.add_tensor(f"blk.{layer}.{name}.weight", weights(INNER, WIDTH))
        writer.add_tensor(f"blk.{layer}.ffn_down.weight", weights(WIDTH, INNER))
    writer.add_tensor("output_norm.weight", np.ones(WIDTH, np.float32))
    writer.add_tensor("output.weight", output)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    write(sys.argv[1])
