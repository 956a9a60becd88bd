"""The command `loyalty`: a thin door. What a command does stands in `toolkit/commands/`, imported when asked for."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from toolkit import __version__
from toolkit.catalogues import available_languages
from toolkit.errors import LoyaltyError

Workspace = Annotated[
    Path | None,
    typer.Option(
        "--workspace", metavar="FOLDER", help="The folder that holds clients/, if not this or one above."
    ),
]
Client = Annotated[str, typer.Argument(metavar="CLIENT", help="The name of a folder in clients/.")]

LANGUAGES = "|".join(available_languages())


class _Group(TyperGroup):
    """Prints what the user can mend as a message and nothing else; a fault of ours keeps its traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except LoyaltyError as error:
            from toolkit.commands.screen import complain  # noqa: PLC0415 - rich is slow to import

            complain(str(error))
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            typer.echo("Stopped. The reports are whole, as they were; run again when you like.", err=True)
            raise typer.Exit(130) from None


class _Run(TyperCommand):
    """Takes a name and a value after each -p, which the option parser by itself does not."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, _joined(args))


def _joined(words: list[str]) -> list[str]:
    """Turn `-p KEY VALUE` into `-p KEY=VALUE`; a key never holds a `=`."""
    joined: list[str] = []
    rest = iter(words)
    for word in rest:
        joined.append(word)
        if word in ("-p", "--parameter"):
            key = next(rest, None)
            if key is not None:
                value = None if "=" in key else next(rest, None)
                joined.append(key if value is None else f"{key}={value}")
    return joined


app = typer.Typer(
    name="loyalty",
    cls=_Group,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Customer loyalty per client: where it stands, what moves it, and whether it changed.",
)


def _say_version(asked: bool) -> None:
    if asked:
        print(f"loyalty-toolkit {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    ctx: typer.Context,
    workspace: Workspace = None,
    version: Annotated[  # noqa: ARG001 - its callback has answered
        bool,
        typer.Option("--version", is_eager=True, callback=_say_version, help="Print the version and stop."),
    ] = False,
) -> None:
    ctx.obj = workspace


@app.command()
def demo(ctx: typer.Context, workspace: Workspace = None) -> None:
    """Make the three reports of the demo client, an invented energy supplier."""
    from toolkit.commands.demo import demo as command  # noqa: PLC0415 - each command imports what it needs

    command(Path.cwd(), workspace or ctx.obj)


@app.command()
def new(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Lower-case letters, digits and hyphens.")],
    workspace: Workspace = None,
) -> None:
    """Begin a client: a folder with an engagement.toml to fill in."""
    from toolkit.commands.new import new as command  # noqa: PLC0415

    command(_workspace(ctx, workspace), name)


@app.command()
def questionnaire(
    ctx: typer.Context,
    client: Client,
    format: Annotated[
        str, typer.Option("--format", metavar="docx|limesurvey|qualtrics|xlsx", help="For which software.")
    ] = "docx",
    language: Annotated[
        str | None, typer.Option("--language", metavar="nl|en", help="Language, if not the client's own.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Where to write it, if not in CLIENT.")
    ] = None,
    workspace: Workspace = None,
) -> None:
    """Write the questionnaire of a client's engagement, ready to field."""
    from toolkit.commands.questionnaire import questionnaire as command  # noqa: PLC0415

    command(_workspace(ctx, workspace), client, format, language=language, output=output)


@app.command("map")
def map_(
    ctx: typer.Context,
    client: Client,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The export, as received.")],
    wave: Annotated[
        str | None, typer.Option("--wave", metavar="ID", help="The wave that the file is of.")
    ] = None,
    workspace: Workspace = None,
) -> None:
    """Propose which column of an export holds which question; changes nothing."""
    from toolkit.commands.map import map_columns  # noqa: PLC0415

    map_columns(_workspace(ctx, workspace), client, file, wave)


@app.command()
def check(
    ctx: typer.Context,
    client: Client,
    html: Annotated[
        bool, typer.Option("--html", help="Write the page as check.html in the client's folder too.")
    ] = False,
    workspace: Workspace = None,
) -> None:
    """Read a client's engagement and data, and tell what is there and what is wrong."""
    from toolkit.commands.check import check as command  # noqa: PLC0415

    command(_workspace(ctx, workspace), client, html=html)


@app.command()
def quotes(
    ctx: typer.Context,
    client: Client,
    wave: Annotated[
        str | None, typer.Option("--wave", metavar="ID", help="The wave, if not the first.")
    ] = None,
    workspace: Workspace = None,
) -> None:
    """Write answers that could be quoted to a file, for a person to read and approve; shows none."""
    from toolkit.commands.quotes import quotes as command  # noqa: PLC0415

    command(_workspace(ctx, workspace), client, wave)


@app.command(cls=_Run)
def run(
    ctx: typer.Context,
    client: Client,
    report: Annotated[
        str, typer.Argument(metavar="baseline|drivers|followup|all", help="Which report.")
    ] = "all",
    language: Annotated[
        str | None, typer.Option("--language", metavar=LANGUAGES, help="Language, if not the client's own.")
    ] = None,
    final: Annotated[
        bool,
        typer.Option("--final", help="Without the draft stamp; refused with all that is not ready for it."),
    ] = False,
    parameter: Annotated[
        list[str] | None,
        typer.Option(
            "-p", "--parameter", metavar="KEY VALUE", help="Set a parameter of the notebook; may be repeated."
        ),
    ] = None,
    workspace: Workspace = None,
) -> None:
    """Make reports: PDF, HTML, executed notebook and findings, in clients/CLIENT/reports/."""
    from toolkit.commands.run import run as command  # noqa: PLC0415

    command(
        _workspace(ctx, workspace), client, report, language=language, final=final, parameters=parameter or []
    )


@app.command()
def batch(
    ctx: typer.Context,
    clients: Annotated[
        list[str] | None, typer.Argument(metavar="[CLIENT…]", help="The names of folders in clients/.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every client in the workspace.")] = False,
    resume: Annotated[
        bool,
        typer.Option("--resume", help="Only what is not up to date; without clients: of the last batch."),
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", metavar="N", help="So many clients at once; else one per processor."),
    ] = None,
    report: Annotated[
        str | None,
        typer.Option("--report", metavar="baseline|drivers|followup|all", help="Which report, if not all."),
    ] = None,
    language: Annotated[
        str | None, typer.Option("--language", metavar=LANGUAGES, help="Language, if not each client's own.")
    ] = None,
    final: Annotated[
        bool, typer.Option("--final", help="Without the draft stamp; a client not ready for it fails.")
    ] = False,
    summary: Annotated[
        Path | None,
        typer.Option("--summary", metavar="FILE", help="Write the summary there too, as JSON."),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", metavar="tcp://…", help="Have the workers of a dask cluster do it."),
    ] = None,
    memory: Annotated[
        float | None,
        typer.Option("--memory", metavar="GB", help="What one client may hold, if not its share."),
    ] = None,
    workspace: Annotated[
        str | None,
        typer.Option(
            "--workspace", metavar="FOLDER|ADDRESS", help="Also an address, such as s3://bucket/work."
        ),
    ] = None,
) -> None:
    """Make the reports of many clients; one that fails stops no other."""
    from toolkit.commands.batch import Means  # noqa: PLC0415
    from toolkit.commands.batch import batch as command  # noqa: PLC0415

    given = workspace or (str(ctx.obj) if ctx.obj else None)
    means = Means(jobs, scheduler, memory, summary)
    names = clients or []
    code = command(
        given, names, means, every=every, go_on=resume, report=report, language=language, final=final
    )
    raise typer.Exit(code)


@app.command()
def eject(
    ctx: typer.Context,
    client: Client,
    report: Annotated[
        str | None, typer.Argument(metavar="[baseline|drivers|followup]", help="Whose notebook to copy.")
    ] = None,
    template: Annotated[
        str | None,
        typer.Option("--template", metavar="FILE", help="Or a template of the pages, such as cover.typ."),
    ] = None,
    changes: Annotated[
        bool, typer.Option("--changes", help="Only show what the house has changed since you took it.")
    ] = False,
    taken_over: Annotated[
        bool, typer.Option("--taken-over", help="Only remember that you have taken those changes over.")
    ] = False,
    workspace: Workspace = None,
) -> None:
    """Give a client a notebook or template of its own to change; `check` tells when the house's moves on."""
    from toolkit.commands.eject import eject as command  # noqa: PLC0415

    folder = _workspace(ctx, workspace)
    command(folder, client, report, template=template, changes=changes, taken_over=taken_over)


@app.command()
def keep(
    ctx: typer.Context,
    client: Client,
    listed: Annotated[bool, typer.Option("--list", help="Only list what is kept.")] = False,
    workspace: Workspace = None,
) -> None:
    """Keep the forecast of the driver report, so that the follow-up scores what was promised."""
    from toolkit.commands.keep import keep as command  # noqa: PLC0415

    command(_workspace(ctx, workspace), client, listed=listed)


@app.command()
def diff(
    ctx: typer.Context,
    client: Client,
    runs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[RUN1 [RUN2]]", help="Two runs, by hash or its beginning; without them the last two."
        ),
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="Only list the runs that are kept.")] = False,
    every: Annotated[
        bool, typer.Option("--all", help="Tell every number, also of a table with many.")
    ] = False,
    workspace: Workspace = None,
) -> None:
    """Tell what changed between two runs: data, settings, versions, findings and numbers."""
    from toolkit.commands.diff import diff as command  # noqa: PLC0415

    command(_workspace(ctx, workspace), client, runs or [], listed=listed, every=every)


@app.command()
def verify(
    ctx: typer.Context,
    report: Annotated[
        Path, typer.Argument(metavar="REPORT", help="A report: its PDF, HTML, workbook or notebook.")
    ],
    client: Annotated[
        str | None,
        typer.Option(
            "--client", metavar="CLIENT", help="Whose report it is, where no run.json lies beside it."
        ),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Tell every difference, also where many are.")] = False,
    workspace: Workspace = None,
) -> None:
    """Make a report again from its run.json, and tell whether every number comes out the same."""
    from toolkit.commands.verify import verify as command  # noqa: PLC0415

    raise typer.Exit(command(report, client, workspace or ctx.obj, every=every))


@app.command()
def remarks(
    ctx: typer.Context,
    pdf: Annotated[Path, typer.Argument(metavar="REVIEWED.pdf", help="A report as its reviewer saved it.")],
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Write them to a file: .md or .csv.")
    ] = None,
    workspace: Workspace = None,
) -> None:
    """List what a reviewer noted on a report's PDF, per finding."""
    from toolkit.commands.remarks import remarks as command  # noqa: PLC0415
    from toolkit.errors import WorkspaceError  # noqa: PLC0415

    given = workspace or ctx.obj
    try:
        place = _workspace(ctx, given)
    except WorkspaceError:
        # The list needs none: only whether the report still stands as it was is looked up there.
        if given is not None:
            raise
        place = None
    command(pdf, output, place)


@app.command()
def overview(
    ctx: typer.Context,
    language: Annotated[
        str | None,
        typer.Option("--language", metavar=LANGUAGES, help="Language, if not that of most clients."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", metavar="FILE", help="Where to write it, if not in the workspace."),
    ] = None,
    workspace: Workspace = None,
) -> None:
    """Write one offline page over all engagements: what stands where, the headline figures, what needs doing."""
    from toolkit.commands.overview import overview as command  # noqa: PLC0415

    command(_workspace(ctx, workspace), language=language, output=output)


classes = typer.Typer(
    no_args_is_help=True, help="Classes of the training: made, marked, and what was planted."
)
app.add_typer(classes, name="class")
ClassName = Annotated[
    str, typer.Argument(metavar="NAME", help="Lower-case letters, digits and hyphens, such as autumn-27.")
]
Classes = Annotated[
    Path | None,
    typer.Option("--folder", metavar="FOLDER", help="Where classes stand, if not in classes/ here."),
]


@classes.command("new")
def class_new(
    name: ClassName,
    participants: Annotated[
        int, typer.Option("--participants", metavar="N", help="How many there are.")
    ] = 24,
    language: Annotated[
        str, typer.Option("--language", metavar=LANGUAGES, help="Language of the lessons.")
    ] = "nl",
    lessons: Annotated[str, typer.Option("--lessons", metavar="1,3", help="Which, if not all.")] = "",
    folder: Classes = None,
    seed: Annotated[
        int | None, typer.Option("--seed", metavar="N", help="The same seed gives the same customers.")
    ] = None,
) -> None:
    """Make a class: a folder per participant, with own data, and one for the trainer."""
    from toolkit.commands.classes import new as command  # noqa: PLC0415

    command(name, participants=participants, language=language, lessons=lessons, folder=folder, seed=seed)


@classes.command("check")
def class_check(
    name: ClassName,
    lesson: Annotated[int | None, typer.Option("--lesson", metavar="N", help="Only this lesson.")] = None,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", metavar="N", help="So many notebooks at once; else one per processor."),
    ] = None,
    limit: Annotated[
        float, typer.Option("--limit", metavar="SECONDS", help="How long one notebook may take.")
    ] = 60.0,
    memory: Annotated[
        float, typer.Option("--memory", metavar="GB", help="What one notebook may hold.")
    ] = 1.5,
    folder: Classes = None,
) -> None:
    """Mark all notebooks of a class, each shut in; a broken or hostile one stops no other."""
    from toolkit.commands.classes import check as command  # noqa: PLC0415

    command(name, lesson=lesson, jobs=jobs, limit=limit, memory=memory, folder=folder)


@classes.command("truth")
def class_truth(
    name: ClassName,
    participant: Annotated[
        str | None, typer.Option("--participant", metavar="p03", help="Only this participant.")
    ] = None,
    folder: Classes = None,
) -> None:
    """Tell what was planted in the customers of each participant."""
    from toolkit.commands.classes import truth as command  # noqa: PLC0415

    command(name, participant=participant, folder=folder)


@classes.command("slides")
def class_slides(name: ClassName, folder: Classes = None) -> None:
    """Make the slides of a class's lessons: one offline page per lesson, for the trainer."""
    from toolkit.commands.classes import slides as command  # noqa: PLC0415

    command(name, folder=folder)


@app.command()
def purge(
    ctx: typer.Context,
    client: Client,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    workspace: Workspace = None,
) -> None:
    """Delete a client's raw data and the salt of its keys, after asking; the reports stay."""
    from toolkit.commands.purge import purge as command  # noqa: PLC0415

    command(_workspace(ctx, workspace), client, yes=yes)


def _workspace(ctx: typer.Context, given: Path | None) -> Path:
    from toolkit.workspace import find_workspace  # noqa: PLC0415

    return find_workspace(Path.cwd(), given or ctx.obj)


def main() -> None:
    """Run the command that was typed."""
    for stream in (sys.stdout, sys.stderr):
        # A client's name in Chinese must not stop a report because the terminal knows no Chinese.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    # A plain `kill` ends like Ctrl-C: what was begun is cleared away.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    app()
