"""Why a table as a whole can't come in: the refusals of imports, with the words that people are told."""

from collections.abc import Mapping, Sequence
from typing import Any

from linli.insight.rules.row_faults import Saying
from linli.kernel.words import say, words

_AGAIN = ("请重新上传", "upload it again")
_SAVE = ("请另存为 .xlsx 或 CSV", "save it as .xlsx or CSV")
_MEBI = 1024 * 1024

REFUSALS: Mapping[str, Saying] = {
    code: Saying(words(zh, en), words(*remedy))
    for code, zh, en, remedy in (
        ("file_empty", "文件是空的", "the file is empty", ("请选择有内容的表格", "choose a table with rows")),
        ("old_workbook", "这是旧版 .xls 文件", "this is a workbook of the old kind (.xls)", _SAVE),
        ("not_a_table", "这不是表格文件", "this isn't a table", _SAVE),
        ("not_a_workbook", "无法作为工作簿读取：已损坏、已加密，或不是 .xlsx",
         "can't be read as a workbook: damaged, encrypted, or not an .xlsx", _SAVE),
        ("too_large", "文件大于 {most_mib} MB", "the file is larger than {most_mib} MB",
         ("请分成几个文件", "split it into several files")),
        ("too_large_inside", "解压后的内容过大（某一部分超过 {most_mib} MB）",
         "unpacked it is too large (one part is over {most_mib} MB)",
         ("请分成几个文件", "split it into several files")),
        ("too_many_sheets", "工作表超过 {most} 张", "there are more than {most} sheets",
         ("请只保留要导入的工作表", "leave only the sheets to import")),
        ("too_many_merged", "合并单元格超过 {most} 处", "there are more than {most} merged blocks of cells",
         ("请取消合并并逐行填写", "unmerge the cells and fill in each row")),
        ("too_many_columns", "列数超过 {most}", "there are more than {most} columns",
         ("请只保留需要的列", "leave only the columns that are needed")),
        ("too_many_units", "部门超过 {most} 行", "there are more than {most} rows of units",
         ("请分成几个文件", "split it into several files")),
        ("encoding_unknown", "编码既不是 UTF-8 也不是 GB 18030", "it is neither UTF-8 nor GB 18030",
         ("请以 UTF-8 保存", "save it as UTF-8")),
        ("no_heading", "前 50 行内没有表头", "none of the first 50 rows is a heading",
         ("请在数据上方写一行列名", "write a row of column names above the data")),
        ("sheets_missing", "没有这些工作表：{names}", "there are no sheets called {names}",
         ("请更正映射中的工作表名", "correct the names in the mapping")),
        ("columns_missing", "表中没有这些列：{names}", "the table has no columns called {names}",
         ("请更正映射中的列名", "correct the mapping")),
        ("columns_repeated", "这些列名出现不止一次：{names}", "these columns are there more than once: {names}",
         ("请给每列不同的名称", "give each column a name of its own")),
        ("file_gone", "上传的文件已不在", "the uploaded file is gone", _AGAIN),
        ("unreadable", "文件在中间中断或已损坏，无法读到末尾",
         "the file breaks off or is damaged, and can't be read to its end",
         _AGAIN),
        ("upload_unknown", "没有这个上传的文件", "there is no such upload", _AGAIN),
    )
}  # fmt: skip


def said(code: str, facts: Mapping[str, Any], language: str) -> tuple[str, str]:
    """Why the table can't come in and what to do about it, in the reader's language."""
    values = dict(facts)
    if isinstance(most := facts.get("most"), int):
        values["most_mib"] = most // _MEBI
    if isinstance(names := facts.get("names", facts.get("faults")), Sequence):
        values["names"] = ", ".join(getattr(one, "value", str(one)) for one in names)
    refusal = REFUSALS[code]
    return say(refusal.reason, language).format(**values), say(refusal.remedy, language).format(**values)
