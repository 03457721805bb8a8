#!/usr/bin/env python3
"""Reads Khabar segments as Protocol/SEGMENT.md describes them, with the standard library only.

FILE is a segment file or a log file of a server's data folder, or a bare segment (its index, then its text). Copy a log before reading it, or
stop the server. Articles are printed as JSON Lines; with --terms the terms of a layer instead:

    TERM <TAB> NUMBER OF ARTICLES <TAB> ARTICLE:FREQUENCY[t][@POSITION,POSITION] ...

where t says that the term stands in the title. --check prints neither, and holds the segment against every rule of SEGMENT.md, the
canonical form of postings lists included. Slow, and meant to be: it is the specification, run.
"""
import argparse
import json
import struct
import sys
import zlib
from datetime import datetime, timedelta, timezone

SECTIONS = [
    "articles", "lengths", "signatures", "ids", "urls", "titles", "sources", "languages",
    "exactTerms", "stemTerms", "keywordTerms", "postings", "positions",
]
LAYERS = ["exact", "stem", "keyword"]
MAGIC = b"KHSG\r\n\x00\x05"
FIXED_BYTES = 48
HEAD_BYTES = FIXED_BYTES + 8 * len(SECTIONS) + 8
ROW_BYTES = 76
BLOCK = 128
SKIP_BYTES = 24
MAXIMUM_BYTES = 8
BLOCK_TERMS = 16
NO_DATE = -(1 << 63)
LANGUAGES_MAX = 256
REASONS = [
    None, "blank", "caption", "image", "link", "boilerplate", "read-also", "date", "empty-date-label", "punctuation",
    "title-repeat", "exact-repeat", "near-repeat", "source-credit", "dateline", "hashtags",
    "byline", "markup",
]
ESCAPE = 0x7F
COMMON = "A0 AB BB 200B-200F 2013-2014 2018-2019 201C-201D 2022 2026"
ALPHABETS = [None] + [
    "".join(sorted(chr(number) for span in spans.split()
                   for number in range(int(span.split("-")[0], 16), int(span.split("-")[-1], 16) + 1)))
    for spans in (
        COMMON + " 60C-60D 610-614 61B 61F 621-63A 640-657 660-66D 670 674 679 67E 686 688 691 698 6A4 6A9 6AF 6BA"
        " 6BE 6C0-6C3 6CC 6D2-6D5 6F0-6F9 FDF2 FDFA",
        COMMON + " 901-903 905-90B 90D 90F-911 913-939 93C-945 947-949 94B-94D 950 958-960 964-970 972 20B9",
    )
]


class Damaged(Exception):
    pass


def need(condition, what):
    if not condition:
        raise Damaged(what)


# Checksums and hashes

def crc_table():
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)
        table.append(byte)
    return table


CRC_TABLE = crc_table()


def crc32c(data, crc=0):
    crc ^= 0xFFFFFFFF
    table = CRC_TABLE
    for byte in data:
        crc = table[(crc ^ byte) & 0xFF] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


M64 = (1 << 64) - 1
P1, P2, P3 = 0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9
P4, P5 = 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5


def rotated(value, bits):
    return (value << bits | value >> (64 - bits)) & M64


def xxh64_round(lane, value):
    return rotated(lane + value * P2 & M64, 31) * P1 & M64


def xxh64(data, seed=0):
    at, count = 0, len(data)
    if count >= 32:
        lanes = [(seed + P1 + P2) & M64, (seed + P2) & M64, seed, (seed - P1) & M64]
        while at + 32 <= count:
            lanes = [xxh64_round(l, v) for l, v in zip(lanes, struct.unpack_from("<4Q", data, at))]
            at += 32
        value = sum(rotated(l, r) for l, r in zip(lanes, (1, 7, 12, 18))) & M64
        for lane in lanes:
            value = ((value ^ xxh64_round(0, lane)) * P1 + P4) & M64
    else:
        value = (seed + P5) & M64
    value = (value + count) & M64
    while at + 8 <= count:
        value = (rotated(value ^ xxh64_round(0, struct.unpack_from("<Q", data, at)[0]), 27) * P1 + P4) & M64
        at += 8
    if at + 4 <= count:
        value = (rotated(value ^ struct.unpack_from("<I", data, at)[0] * P1 & M64, 23) * P2 + P3) & M64
        at += 4
    while at < count:
        value = rotated(value ^ data[at] * P5 & M64, 11) * P1 & M64
        at += 1
    value = (value ^ value >> 33) * P2 & M64
    value = (value ^ value >> 29) * P3 & M64
    return value ^ value >> 32


# Numbers

class Reader:
    """Reads forward in data[at:end]; a read past the end is damage."""

    def __init__(self, data, at, end, what):
        self.data, self.at, self.end, self.what = data, at, end, what

    def take(self, count):
        need(count <= self.end - self.at, f"{self.what} ends early")
        self.at += count
        return self.data[self.at - count:self.at]

    def varint(self):
        value = shift = 0
        while True:
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                break
            shift += 7
        need(value < 1 << 32 and shift <= 28, f"{self.what}: a number exceeds 32 bits")
        need(byte or not shift, f"{self.what}: a number is not in its shortest form")
        return value

    def finish(self):
        need(self.at == self.end, f"{self.what}: bytes too many")


def varint(value):
    output = bytearray()
    while value >= 0x80:
        output.append(value & 0x7F | 0x80)
        value >>= 7
    output.append(value)
    return bytes(output)


def spelled_out(coded, alphabet):
    """What a record is that was inflated in an alphabet; None is UTF-8."""
    if alphabet is None:
        return coded
    record, at = bytearray(), 0
    while at < len(coded):
        byte = coded[at]
        if byte == ESCAPE:
            at += 1
            need(at < len(coded), "a record ends in an escape")
            record.append(coded[at])
        elif byte < 0x80:
            record.append(byte)
        else:
            need(byte - 0x80 < len(alphabet), "a code that its alphabet lacks")
            record += alphabet[byte - 0x80].encode()
        at += 1
    return bytes(record)


def length_code(words):
    if words < 16:
        return words
    exponent = words.bit_length() - 1
    return 16 + (exponent - 4) * 8 + (words >> (exponent - 3) & 7)


def length_of(code):
    if code < 16:
        return code
    return (8 + (code - 16) % 8) << ((code - 16) // 8 + 1)


# Postings

def unpack(data, at, bits):
    """128 values of `bits` bits, in four lanes of interleaved 32-bit words."""
    values = [0] * BLOCK
    for lane in range(4):
        lane_bits = 0
        for word in range(bits):
            lane_bits |= struct.unpack_from("<I", data, at + 16 * word + 4 * lane)[0] << 32 * word
        for index in range(32):
            values[4 * index + lane] = lane_bits >> bits * index & (1 << bits) - 1
    return values


def pack(values, bits):
    words = [[0] * 4 for _ in range(bits)]
    for lane in range(4):
        lane_bits = sum(values[4 * index + lane] << bits * index for index in range(32))
        for word in range(bits):
            words[word][lane] = lane_bits >> 32 * word & 0xFFFFFFFF
    return b"".join(struct.pack("<4I", *word) for word in words)


def read_list(data, start, end, count, articles):
    """(article, code) pairs of the list in data[start:end]."""
    reader = Reader(data, start, end, "postings")
    postings, before = [], -1
    blocks = count // BLOCK
    if blocks:
        skip = reader.at + MAXIMUM_BYTES + 1
        reader.take(MAXIMUM_BYTES + 1 + blocks * SKIP_BYTES)
        for block in range(blocks):
            article_bits, code_bits = data[skip + block * SKIP_BYTES + 12], data[skip + block * SKIP_BYTES + 13]
            need(article_bits <= 32 and code_bits <= 32, "a block has too many bits")
            at = reader.at
            reader.take(16 * (article_bits + code_bits))
            for gap, code in zip(unpack(data, at, article_bits), unpack(data, at + 16 * article_bits, code_bits)):
                before += gap + 1
                postings.append((before, code))
    for _ in range(count - blocks * BLOCK):
        before += reader.varint() + 1
        postings.append((before, reader.varint()))
    reader.finish()
    need(before < articles, "an article is out of range")
    return postings


def frequency_of(code):
    return (code >> 4) + 1


def level_of(code):
    return code >> 1 & 7


def lead_level(position):
    return sum(position >= start for start in (8, 25, 45, 70, 103, 155, 264))


def best_level(postings):
    return min(level_of(code) for _, code in postings)


def check_signature(signature):
    shingles, numbers = list(signature[:24]), list(signature[24:])
    used = [shingle for shingle in shingles if shingle != 0xFFFFFFFF]
    need(shingles[:len(used)] == used and used == sorted(used), "a signature's shingles do not ascend")
    need(len({shingle & 0xFFFFFF for shingle in used}) == len(used), "a signature has a shingle twice")
    used = [number for number in numbers if number]
    need(numbers[:len(used)] == used and len(set(used)) == len(used), "a signature has a number twice")


def maximum(postings, lengths):
    """The Pareto frontier of (ranking frequency, length code), thinned to four pairs."""
    shortest = {}
    for article, code in postings:
        frequency = min(frequency_of(code), 255)
        shortest[frequency] = min(shortest.get(frequency, 255), lengths[article])
    pairs, bound = [], 255
    for frequency in sorted(shortest, reverse=True):
        if shortest[frequency] < bound:
            bound = shortest[frequency]
            pairs.append((frequency, bound))
    while len(pairs) > 4:
        costs = [(a[0] - b[0]) * (a[1] - b[1] + 1) for a, b in zip(pairs, pairs[1:])]
        best = costs.index(min(costs))
        pairs[best:best + 2] = [(pairs[best][0], pairs[best + 1][1])]
    return b"".join(bytes(pairs[min(index, len(pairs) - 1)]) for index in range(4))


def write_list(postings, positions_ends, lengths):
    """The one encoding of a list."""
    gaps, before = [], -1
    for article, _ in postings:
        gaps.append(article - before - 1)
        before = article
    blocks = len(postings) // BLOCK
    output, skip, packed = b"", b"", b""
    for block in range(blocks):
        part = slice(block * BLOCK, (block + 1) * BLOCK)
        codes = [code for _, code in postings[part]]
        article_bits, code_bits = max(gaps[part]).bit_length(), max(codes).bit_length()
        packed += pack(gaps[part], article_bits) + pack(codes, code_bits)
        last = part.stop - 1
        skip += struct.pack(
            "<IIIBBBB", postings[last][0], len(packed), positions_ends[last] if positions_ends else 0,
            article_bits, code_bits, best_level(postings[part]), 0)
        skip += maximum(postings[part], lengths)
    if blocks:
        output = maximum(postings, lengths) + bytes([best_level(postings)]) + skip + packed
    for index in range(blocks * BLOCK, len(postings)):
        output += varint(gaps[index]) + varint(postings[index][1])
    return output


# The segment

class Segment:
    def __init__(self, index, text):
        self.index, self.text = index, text
        need(len(index) >= HEAD_BYTES and index[:8] == MAGIC, "no segment of format 5")
        need(crc32c(index[:HEAD_BYTES - 4]) == struct.unpack_from("<I", index, HEAD_BYTES - 4)[0], "the head's checksum")
        (self.analyser, self.count, index_bytes, text_bytes, self.total_length, self.crc, zero) = struct.unpack_from(
            "<IIQQQII", index, 8)
        need(index_bytes == len(index) and text_bytes == len(text) and zero == 0, "the head's lengths")
        need(struct.unpack_from("<I", index, HEAD_BYTES - 8)[0] == 0, "reserved bytes of the head")
        self.sections, at = {}, HEAD_BYTES
        for number, name in enumerate(SECTIONS):
            length = struct.unpack_from("<Q", index, FIXED_BYTES + 8 * number)[0]
            need(length <= len(index), f"section {name} is too long")
            self.sections[name] = (at, at + length)
            at = at + length + 7 & ~7
            need(at <= len(index) and not any(index[self.sections[name][1]:at]), f"the padding of {name}")
        need(at == len(index), "the sections do not fill the index")
        self.lengths = self.section("lengths")
        self.signatures = list(struct.iter_unpack("<24I8H", self.section("signatures")))
        self.ids, self.urls, self.titles, self.sources, self.languages = (
            self.strings(name) for name in ("ids", "urls", "titles", "sources", "languages"))
        need(len(self.languages) <= LANGUAGES_MAX, "too many languages")
        end = 0
        for row in map(self.row, range(self.count)):
            need(row["textOffset"] >= end, "records overlap or are out of order")
            end = row["textOffset"] + row["textBytes"]

    def section(self, name):
        start, end = self.sections[name]
        return self.index[start:end]

    def strings(self, name):
        data = self.section(name)
        count = struct.unpack_from("<I", data)[0]
        text = data[4 + 4 * count:]
        strings, start = [], 0
        for end in struct.unpack_from(f"<{count}I", data, 4):
            need(start <= end <= len(text), f"{name}: a string has a wrong end")
            strings.append(text[start:end].decode())
            start = end
        need(start == len(text), f"{name}: bytes too many")
        return strings

    def inflate(self, offset, deflated, inflated):
        need(offset + deflated <= len(self.text), "text lies outside")
        stream = zlib.decompressobj(-15)
        data = stream.decompress(self.text[offset:offset + deflated], inflated + 1)
        need(len(data) == inflated and stream.eof and not stream.unused_data, "text is damaged")
        return data

    def row(self, article):
        at = self.sections["articles"][0] + ROW_BYTES * article
        names = ("idHash", "contentHash", "version", "sequence", "published", "pageDate", "textOffset", "textBytes",
                 "recordBytes", "source", "language", "alphabet", "codedBytes")
        return dict(zip(names, struct.unpack_from("<QQQQqqQIIIHHI", self.index, at)))

    def record(self, row):
        coded = self.inflate(row["textOffset"], row["textBytes"], row["codedBytes"])
        record = spelled_out(coded, ALPHABETS[row["alphabet"]])
        need(len(record) == row["recordBytes"], "a record's length")
        return record

    def content_hash(self, number):
        row = self.row(number)
        source = self.sources[row["source"] - 1] if row["source"] else None
        columns = b""
        for field in (self.titles[number] or None, self.urls[number] or None, source, self.languages[row["language"]]):
            columns += b"\0" if field is None else varint(len(field.encode()) + 1) + field.encode()
        columns += struct.pack("<qq", row["published"], row["pageDate"])
        return xxh64(self.record(row), xxh64(columns))

    def article(self, number):
        row = self.row(number)
        record = self.record(row)
        reader = Reader(record, 0, len(record), "record")

        def string():
            length = reader.varint()
            return reader.take(length - 1).decode(errors="replace") if length else None

        def strings():
            return [string() for _ in range(reader.varint())]

        summary, dateline, agency = string(), string(), string()
        hashtags, tags, body, captions = strings(), strings(), strings(), strings()
        dropped = []
        for _ in range(reader.varint()):
            line, reason = reader.varint(), reader.take(1)[0]
            if 0 < reason < len(REASONS):
                dropped.append({"line": line, "reason": REASONS[reason]})
        reader.finish()
        # First what `khabar-ingest --print` shows, in its order, then the rest.
        return {
            "id": self.ids[number], "language": self.languages[row["language"]], "title": self.titles[number] or None,
            "summary": summary, "dateline": dateline, "agency": agency, "published": date(row["published"]),
            "pageDate": date(row["pageDate"]), "hashtags": hashtags, "body": body, "dropped": dropped,
            "captions": captions, "url": self.urls[number] or None,
            "source": self.sources[row["source"] - 1] if row["source"] else None, "tags": tags,
            "version": row["version"], "sequence": row["sequence"], "words": length_of(self.lengths[number]),
        }

    def terms(self, layer):
        """(term, articles, postings range, positions range, shared) in order."""
        data = self.section(layer + "Terms")
        count, blocks = struct.unpack_from("<II", data)
        need(blocks == (count + BLOCK_TERMS - 1) // BLOCK_TERMS, "wrong number of blocks")
        start = 8 + 4 * blocks
        reader = Reader(data, start, len(data), f"{layer} terms")
        term, postings, positions, shared = b"", 0, 0, False
        for number in range(count):
            opens = number % BLOCK_TERMS == 0
            if opens:
                offset = struct.unpack_from("<I", data, 8 + 4 * (number // BLOCK_TERMS))[0]
                need(offset == reader.at - start, "a block starts elsewhere")
            common = 0 if opens else reader.varint()
            need(common <= len(term), "a term has a wrong length")
            before, term = term, term[:common] + reader.take(reader.varint())
            need(term > before, "terms are out of order")
            need(opens or len(term) > common and term[:common + 1] != before[:common + 1], "a prefix is too short")
            articles, was_shared = reader.varint(), shared
            if layer == "stem":
                articles, shared = articles >> 1, articles & 1 == 1
            if shared or opens or was_shared:
                postings = reader.varint()
            end = postings + reader.varint()
            range_, postings = (postings, end), end
            positions_range = (0, 0)
            if layer == "exact":
                if opens:
                    positions = reader.varint()
                end = positions + reader.varint()
                positions_range, positions = (positions, end), end
            yield term, articles, range_, positions_range, shared
        reader.finish()

    def postings(self, term):
        """(article, code, positions) of an entry of `terms`."""
        _, count, (start, end), (positions_start, positions_end), _ = term
        base, section_end = self.sections["postings"]
        need(base + end <= section_end, "a list lies outside")
        postings = read_list(self.index, base + start, base + end, count, self.count)
        if positions_start == positions_end:
            return [(article, code, []) for article, code in postings]
        base, section_end = self.sections["positions"]
        need(base + positions_end <= section_end, "positions lie outside")
        reader = Reader(self.index, base + positions_start, base + positions_end, "positions")
        found = []
        for article, code in postings:
            position, positions = 0, []
            for _ in range(frequency_of(code)):
                position += reader.varint()
                positions.append(position)
            found.append((article, code, positions))
        reader.finish()
        return found

    # What a validator checks beyond what reading needs.

    def check(self):
        need(crc32c(self.index[HEAD_BYTES:]) == self.crc, "the index's checksum")
        need(len(self.section("articles")) == ROW_BYTES * self.count, "wrong number of rows")
        for strings in (self.lengths, self.signatures, self.ids, self.urls, self.titles):
            need(len(strings) == self.count, "a column has a wrong length")
        for signature in self.signatures:
            check_signature(signature)
        need(len(set(self.ids)) == self.count, "two articles have one id")
        need(sum(map(length_of, self.lengths)) == self.total_length, "the sum of lengths")
        for number in range(self.count):
            row = self.row(number)
            need(self.ids[number] and row["idHash"] == xxh64(self.ids[number].encode()), "an id's hash")
            coded = row["codedBytes"]
            need(row["alphabet"] < len(ALPHABETS), "an alphabet that there is not")
            need(coded == row["recordBytes"] if row["alphabet"] == 0 else row["recordBytes"] // 3 <= coded < row["recordBytes"],
                 "the length of a record in its alphabet")
            need(row["contentHash"] == self.content_hash(number), "a content hash")
        self.check_terms()

    def check_terms(self):
        base, end = self.sections["postings"]
        positions_base, positions_section_end = self.sections["positions"]
        words = [0] * self.count
        exact, next_list, next_positions, lists = {}, 0, 0, 0
        for layer in LAYERS:
            for entry in self.terms(layer):
                term, count, (start, stop), (positions_start, positions_stop), shared = entry
                need(0 not in term and 0 < len(term) <= 1100, "a term is empty, too long or holds a NUL")
                if shared:
                    need(exact.get(start) == (stop, count), "a stem shares a list that no word has")
                    continue
                need(start == next_list, "a list starts elsewhere")
                next_list = stop
                found = self.postings(entry)
                ends, at = [], 0
                if layer == "exact":
                    need(positions_start == next_positions, "positions start elsewhere")
                    next_positions = positions_stop
                    exact[start] = (stop, count)
                    for article, code, positions in found:
                        words[article] += frequency_of(code)
                        need(level_of(code) == (0 if code & 1 else lead_level(positions[0])), "a lead level")
                        for delta in [positions[0]] + [b - a for a, b in zip(positions, positions[1:])]:
                            at += len(varint(delta))
                        ends.append(at)
                coded = [(article, code) for article, code, _ in found]
                need(write_list(coded, ends, self.lengths) == self.index[base + start:base + stop],
                     f"the list of {term!r} is not as the format writes it")
                lists += 1
        need(next_list == end - base, "postings that no term names")
        need(next_positions == positions_section_end - positions_base, "positions that no term names")
        need(bytes(map(length_code, words)) == bytes(self.lengths), "the lengths of articles")
        print(f"{self.count} articles, {lists} lists: all as specified")


def date(value):
    """Seconds doubled, plus one when the time of day is known."""
    if value == NO_DATE:
        return None
    when = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=value >> 1)
    return when.strftime("%Y-%m-%dT%H:%M:%SZ" if value & 1 else "%Y-%m-%d")


# Where segments lie

def segments(data):
    if data[:4] == MAGIC[:4]:
        index_bytes = struct.unpack_from("<Q", data, 16)[0]
        yield 0, Segment(data[:index_bytes], data[index_bytes:])
    elif data[:8] == b"KHABARSG":
        need(crc32c(data[:36]) == struct.unpack_from("<I", data, 36)[0], "the file header's checksum")
        number, length, crc = struct.unpack_from("<QQI", data, 16)
        payload = data[40:]
        need(len(payload) == length and crc32c(payload) == crc, "the file's length or checksum")
        index_bytes, text_bytes = struct.unpack_from("<QQ", payload)
        need(16 + index_bytes + text_bytes == length, "the file's lengths")
        yield 0, Segment(payload[16:16 + index_bytes], payload[16 + index_bytes:])
    elif data[:8] == b"KHABARLG":
        yield from log_segments(data)
    else:
        raise Damaged("neither a segment nor a segment file nor a log file")


def log_segments(data):
    need(crc32c(data[:64]) == struct.unpack_from("<I", data, 64)[0], "the log header's checksum")
    mark, at = data[56:64], 68
    while at + 32 <= len(data) and data[at:at + 8] == mark:
        length, kind, sequence, crc, head_crc = struct.unpack_from("<IB3xQII", data, at + 8)
        payload = data[at + 32:at + 32 + length]
        if crc32c(data[at:at + 28]) != head_crc or len(payload) < length or crc32c(payload) != crc:
            break
        at += 32 + length
        if kind != 1:
            continue
        _, _, refused, _, index_bytes, text_bytes = struct.unpack_from("<QIIQQQ", payload)
        start = 40 + 4 * refused
        need(start + index_bytes + text_bytes == length, "a log record's lengths")
        yield sequence, Segment(payload[start:start + index_bytes], payload[start + index_bytes:])
    if at < len(data):
        print(f"the log ends at byte {at} of {len(data)}", file=sys.stderr)


def show_terms(segment, layer, output):
    for entry in segment.terms(layer):
        postings = [
            f"{article}:{frequency_of(code)}{'t' if code & 1 else ''}" + ("@" + ",".join(map(str, at)) if at else "")
            for article, code, at in segment.postings(entry)]
        output.write(f"{entry[0].decode(errors='replace')}\t{entry[1]}\t{' '.join(postings)}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--terms", choices=LAYERS, help="print the terms of this layer instead of articles")
    parser.add_argument("--check", action="store_true", help="check every rule; print a line for each segment")
    options = parser.parse_args()
    with open(options.file, "rb") as file:
        data = file.read()
    try:
        for sequence, segment in segments(data):
            if options.check:
                segment.check()
            elif options.terms:
                show_terms(segment, options.terms, sys.stdout)
            else:
                for number in range(segment.count):
                    article = segment.article(number)
                    article["sequence"] = article["sequence"] or sequence
                    print(json.dumps(article, ensure_ascii=False))
    except (Damaged, struct.error, UnicodeDecodeError, zlib.error, IndexError) as error:
        sys.exit(f"{options.file}: {error}")
    except BrokenPipeError:
        sys.exit(1)


if __name__ == "__main__":
    main()
