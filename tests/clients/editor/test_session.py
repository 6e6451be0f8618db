"""Sessions as clients hold them, with what VS Code, Neovim and Emacs say that they can do."""

import json
import os
import pathlib
import shutil

import pytest
import pytest_lsp
from lsprotocol import types as lsp
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

MISFIT = os.environ["MISFIT"]
PROJECT = pathlib.Path(__file__).parent / "project"
POLICY = "timeout-over-platform-limit"
ROOT = pathlib.Path(os.environ["OUT"]) / "a session" / "größe"
ASKS = "visual-studio-code, which asks"  # the profile is of an older one, which is told
LINE = 7  # that of the timeout, from 0


def text_of(path):
    return (ROOT / path).read_text(encoding="utf-8")


def uri_of(path):
    return (ROOT / path).as_uri()


@pytest_lsp.fixture(
    params=["visual-studio-code", "neovim", "emacs", ASKS],
    config=ClientServerConfig(server_command=[MISFIT, "lsp", "--stdio"]),
)
async def client(request, lsp_client: LanguageClient):
    shutil.rmtree(ROOT, ignore_errors=True)
    shutil.copytree(PROJECT, ROOT)
    lsp_client.feature(lsp.CLIENT_REGISTER_CAPABILITY)(lambda params: None)
    capabilities = client_capabilities(request.param.split(",")[0])
    if request.param == ASKS:
        capabilities.text_document.diagnostic = lsp.DiagnosticClientCapabilities()
        capabilities.workspace.diagnostics = lsp.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
    result = await lsp_client.initialize_session(
        lsp.InitializeParams(
            capabilities=capabilities,
            root_uri=ROOT.as_uri(),
            workspace_folders=[lsp.WorkspaceFolder(uri=ROOT.as_uri(), name="project")],
        )
    )
    lsp_client.told = result.capabilities
    assert (lsp_client.told.diagnostic_provider is not None) == (request.param == ASKS)
    for path in ["main.tf", "limits.tf"]:
        item = lsp.TextDocumentItem(uri=uri_of(path), language_id="terraform", version=1, text=text_of(path))
        lsp_client.text_document_did_open(lsp.DidOpenTextDocumentParams(text_document=item))
    yield
    await lsp_client.shutdown_session()
    assert lsp_client._server.returncode == 0


def units(client, text):
    """As many characters as the client counts in a text."""
    encoding = client.told.position_encoding or lsp.PositionEncodingKind.Utf16
    if encoding == lsp.PositionEncodingKind.Utf8:
        return len(text.encode("utf-8"))
    assert encoding == lsp.PositionEncodingKind.Utf16, encoding
    return len(text.encode("utf-16-le")) // 2


async def diagnostics(client, path, expected):
    """What is said of a file; of what is pushed, once it is as much as expected."""
    if client.told.diagnostic_provider is not None:
        asked = lsp.DocumentDiagnosticParams(text_document=lsp.TextDocumentIdentifier(uri=uri_of(path)))
        items = (await client.text_document_diagnostic_async(asked)).items
    else:
        while len(client.diagnostics.get(uri_of(path), [])) != expected or uri_of(path) not in client.diagnostics:
            await client.wait_for_notification(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        items = client.diagnostics[uri_of(path)]
    assert len(items) == expected, items
    return items


def change(client, path, version, text, before=None, after=None):
    """Takes a text for that of the file, or `after` for `before` in it."""
    part = lsp.TextDocumentContentChangeWholeDocument(text=text)
    if before is not None:
        start = position(client, text, text.index(before))
        end = position(client, text, text.index(before) + len(before))
        part = lsp.TextDocumentContentChangePartial(range=lsp.Range(start=start, end=end), text=after)
        text = text.replace(before, after, 1)
    document = lsp.VersionedTextDocumentIdentifier(uri=uri_of(path), version=version)
    client.text_document_did_change(lsp.DidChangeTextDocumentParams(text_document=document, content_changes=[part]))
    return text


def position(client, text, offset):
    before = text[:offset]
    line = before.count("\n")
    return lsp.Position(line=line, character=units(client, before[before.rfind("\n") + 1 :]))


async def actions(client, path, items):
    asked = lsp.CodeActionParams(
        text_document=lsp.TextDocumentIdentifier(uri=uri_of(path)),
        range=items[0].range,
        context=lsp.CodeActionContext(diagnostics=items, only=[lsp.CodeActionKind.QuickFix]),
    )
    return await client.text_document_code_action_async(asked) or []


def edits_of(action):
    """The edits of an action by URI, whichever way they are written; what it makes first, too."""
    if action.edit.changes:
        return dict(action.edit.changes), []
    made = [change.uri for change in action.edit.document_changes if isinstance(change, lsp.CreateFile)]
    edits = [change for change in action.edit.document_changes if isinstance(change, lsp.TextDocumentEdit)]
    return {edit.text_document.uri: edit.edits for edit in edits}, made


def applied(client, text, edit):
    """A text with one insertion."""
    assert edit.range.start == edit.range.end
    lines = text.split("\n")
    line = lines[edit.range.start.line] if edit.range.start.line < len(lines) else ""
    count = next(n for n in range(len(line) + 1) if units(client, line[:n]) == edit.range.start.character)
    offset = sum(len(line) + 1 for line in lines[: edit.range.start.line]) + count
    return text[:offset] + edit.new_text + text[offset:]


@pytest.mark.asyncio
async def test_a_finding_is_at_its_place_behind_characters_of_many_bytes(client):
    [item] = await diagnostics(client, "main.tf", 1)
    line = text_of("main.tf").split("\n")[LINE]
    before = line[: line.index("local.most")]
    assert "é 🦀" in before
    assert item.range.start == lsp.Position(line=LINE, character=units(client, before))
    assert item.range.end == lsp.Position(line=LINE, character=units(client, before + "local.most"))
    assert (item.code, item.source, item.severity) == (POLICY, "misfit", lsp.DiagnosticSeverity.Error)


@pytest.mark.asyncio
async def test_an_edit_of_one_file_clears_another_and_brings_it_back(client):
    await diagnostics(client, "main.tf", 1)
    text = change(client, "limits.tf", 2, text_of("limits.tf"), "1000", "100")
    await diagnostics(client, "main.tf", 0)
    change(client, "limits.tf", 3, text, "100 ", "1000 ")
    await diagnostics(client, "main.tf", 1)


@pytest.mark.asyncio
async def test_a_card_is_shown_over_the_name(client):
    text = text_of("main.tf")
    asked = lsp.HoverParams(
        text_document=lsp.TextDocumentIdentifier(uri=uri_of("main.tf")),
        position=position(client, text, text.index("reports\"") + 2),
    )
    hover = await client.text_document_hover_async(asked)
    formats = client.capabilities.text_document.hover.content_format
    assert (hover.contents.kind == lsp.MarkupKind.Markdown) == (lsp.MarkupKind.Markdown in formats)
    card = hover.contents.value
    assert "`aws_lambda_function.reports`" in card and "**Runs on** AWS Lambda" in card, card
    assert f"**error** `{POLICY}`" in card, card
    at = text.index("# Makes")
    asked.position = position(client, text, at)
    assert await client.text_document_hover_async(asked) is None


@pytest.mark.asyncio
async def test_a_suppression_is_written_and_takes_effect_with_its_reason(client):
    items = await diagnostics(client, "main.tf", 1)
    [action] = await actions(client, "main.tf", items)
    assert action.kind == lsp.CodeActionKind.QuickFix and POLICY in action.title
    assert [item.code for item in action.diagnostics] == [POLICY]
    edits, made = edits_of(action)
    [edit] = edits[uri_of("main.tf")]
    assert not made
    text = applied(client, text_of("main.tf"), edit)
    assert text.split("\n")[LINE] == f"  # misfit: ignore[{POLICY}] TODO: why this is accepted"
    change(client, "main.tf", 2, text)
    codes = {item.code for item in await diagnostics(client, "main.tf", 2)}
    assert codes == {POLICY, "suppression"}
    assert await actions(client, "main.tf", await diagnostics(client, "main.tf", 2)) == []
    change(client, "main.tf", 3, text, "TODO: why this is accepted", "it is being split")
    await diagnostics(client, "main.tf", 0)


@pytest.mark.asyncio
async def test_what_takes_no_comment_is_accepted_in_settings_that_need_not_be_there(client):
    body = {"resource": {"aws_lambda_function": {"nightly": {"package_type": "Image", "timeout": 1000}}}}
    (ROOT / "misfit.yaml").unlink()
    (ROOT / ".git").mkdir()
    path = "nightly.tf.json"
    (ROOT / path).write_text(json.dumps(body), encoding="utf-8")
    item = lsp.TextDocumentItem(uri=uri_of(path), language_id="json", version=1, text=json.dumps(body))
    client.text_document_did_open(lsp.DidOpenTextDocumentParams(text_document=item))
    items = await diagnostics(client, path, 1)
    offered = await actions(client, path, items)
    can_make = client.capabilities.workspace.workspace_edit.resource_operations or []
    if lsp.ResourceOperationKind.Create not in can_make:
        assert offered == []
        return
    [action] = offered
    edits, made = edits_of(action)
    [edit] = edits[uri_of("misfit.yaml")]
    assert made == [uri_of("misfit.yaml")]
    text = edit.new_text.replace("TODO: why this is accepted", "it is being split")
    item = lsp.TextDocumentItem(uri=uri_of("misfit.yaml"), language_id="yaml", version=1, text=text)
    client.text_document_did_open(lsp.DidOpenTextDocumentParams(text_document=item))
    await diagnostics(client, path, 0)
