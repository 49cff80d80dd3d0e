"""What the editor is promised, row by row, and the tests that show it. Each named test must exist.

Paths are below `tests/`; tests of the extension and of real editors are named by their titles.
"""

from pathlib import Path

import pytest

TESTS = Path(__file__).parents[2]
PREDICTED, TRACED, TRACING = "server/lsp/test_predicted.py", "server/lsp/test_traced.py", "server/lsp/test_tracing.py"
WORKSPACE, ROBUST, CONVERT = "server/lsp/test_workspace.py", "server/lsp/test_robust.py", "server/lsp/test_convert.py"
API, UI, TRUST, SPEED = "e2e/api/trusted.cjs", "e2e/ui/run.mjs", "e2e/trust/run.mjs", "e2e/speed/run.mjs"
INTERPRETER, NEOVIM = "e2e/interpreter/suite.cjs", "e2e/clients/nvim.lua"
WORKER, TRAPS, VSIX = "e2e/worker/run.mjs", "e2e/traps/suite.cjs", "e2e/vsix/suite.cjs"
COMPILE, BENCH = "tracer/worker/test_compile.py", "bench"
UNIT = "../vscode-client/test/unit"

ROWS = {
    # what the server offers
    "diagnostics pulled, with resultId": [(PREDICTED, "test_pulled_diagnostics_are_stamped_and_not_sent_twice"),
                                          (CONVERT, "test_a_result_id_tells_every_difference")],
    "diagnostics pushed": [(PREDICTED, "test_diagnostics_are_pushed_to_a_client_that_does_not_pull"),
                           (NEOVIM, "the break is at its exact expression")],
    "workspace diagnostics": [(WORKSPACE, "test_all_files_of_the_workspace_are_reported_and_only_once"),
                              (WORKSPACE, "test_workspace_reports_are_streamed_and_settings_that_make_no_sense_are_among_them"),
        (API, "all files of the workspace are reported where that is asked for")],
    "severity by status": [(CONVERT, "test_severity_by_status_and_confidence")],
    "relatedInformation along the calls": [(WORKSPACE, "test_a_file_that_others_import_changes_what_is_said_of_them"),
                                           ("server/engine/test_merge.py", "test_a_break_in_a_helper_of_the_same_file"),
        (API, "a break in a helper is marked at the call, with the way to it")],
    "tags": [(PREDICTED, "test_a_break_can_be_suppressed_here_and_an_unused_suppression_removed"),
        (API, "a suppression that hides nothing is faded, and taken away by a code action")],
    "hover": [(PREDICTED, "test_hover_says_kind_and_why"), (TRACED, "test_a_traced_function_shows_its_break_kinds_shapes_and_graph"),
              (API, "hover names the kind"), (UI, "hovering over it says why, with the code"),
        (API, "hovering over a break says why, what helps, and where to read on")],
    "inlay hints": [(TRACING, "test_inlay_hints_are_off_traced_or_all_and_resolved_lazily"), (API, "inlay hints: what a trace has seen"),
        (API, "inlay hints follow their setting at once")],
    "code lens": [(TRACED, "test_a_traced_function_shows_its_break_kinds_shapes_and_graph"), (TRACING, "test_compiling_shows_in_the_lens"),
                  (API, "a lens compiles the function"), (API, "a lens shows the graph")],
    "code actions and fixes": [(PREDICTED, "test_a_break_can_be_suppressed_here_and_an_unused_suppression_removed"),
                               ("analysis/test_fixes.py", "test_a_fix_removes_the_break"),
                               (API, "a code action mends the break, and undoing it brings it back"),
        ("server/engine/test_suppressions.py", "test_the_fix_takes_away_what_is_unused_and_nothing_else")],
    "fullgraph.compileFunction": [(TRACING, "test_compiling_shows_in_the_lens"), (UI, "the lens compiles, and the tabs hold"),
                                  (WORKER, "compiling shows what it does, with a button to cancel it")],
    "fullgraph.traceFunction": [(TRACED, "test_unsaved_text_is_what_is_traced"),
                                (API, "tracing the function at the cursor answers with its graphs")],
    "fullgraph.showGraph": [(API, "the graph of the function at the cursor, and one panel for all")],
    "fullgraph.restartServer, restartWorker, showLogs": [(API, "the server and the worker are started anew on demand"),
                                                         (TRACING, "test_a_worker_is_started_anew_on_demand")],
    "fullgraph.debugInformation": [(API, "debug information opens with both halves")],
    "progress, cancellable": [(TRACING, "test_work_can_be_cancelled"),
                              (WORKER, "cancelling ends it in the worker, and is no error")],
    "notebooks": [(PREDICTED, "test_the_cells_of_a_notebook_are_one_module"),
                  (TRACING, "test_a_notebook_is_traced_as_one_module_and_shown_in_its_cells"), (API, "the cells of a notebook are one module")],
    "live configuration": [(PREDICTED, "test_settings_change_what_is_shown_at_once"), (API, "switched off and on again")],
    "didChangeWatchedFiles": [(WORKSPACE, "test_a_file_that_others_import_changes_what_is_said_of_them")],
    "several folders": [(WORKSPACE, "test_each_folder_has_its_own_settings_and_folders_come_and_go")],
    "fullgraph/graph": [(TRACED, "test_the_graph_request_gives_nodes_with_places")],
    "fullgraph/status": [(PREDICTED, "test_a_setting_that_makes_no_sense_is_said_in_the_status"),
                         (PREDICTED, "test_a_text_that_is_on_no_disk_is_analysed_and_untrusted_is_said"),
                         (UI, "the language status says what fullgraph does")],
    "traces on save": [(TRACING, "test_a_file_is_traced_when_it_is_opened_and_saved_and_only_if_something_is_new")],
    "traces in idle time": [(TRACING, "test_in_idle_time_the_text_that_is_not_saved_is_traced")],
    "traces never unasked": [(TRACING, "test_never_means_on_demand_only")],
    "traces end with newer edits": [(TRACING, "test_newer_edits_end_a_trace_and_what_it_would_have_said_is_never_shown")],
    "results move with the text": [(TRACED, "test_what_a_trace_said_moves_with_the_text_and_goes_with_its_expression")],
    "results do not flicker": [("server/engine/test_keeping.py", "test_an_unfinished_expression_takes_nothing_away"),
                               (API, "an unfinished line takes no other finding away")],
    "torch's own capture, and disagreements": [(TRACING, "test_where_torch_disagrees_it_is_said_and_a_repro_is_written"),
                                               ("server/engine/test_disagreements.py", "test_the_repro_runs_alone"),
                                               (WORKER, "a disagreement is shown at the function, in the lens and in words"),
                                               (WORKER, "its report's repro runs alone")],
    "compiling: ATen and generated code": [(COMPILE, "test_inductor_shows_what_it_was_given_and_the_code_it_generated")],
    "compiling without a C++ compiler": [(COMPILE, "test_without_a_compiler_inductor_gives_way_to_aot_eager"),
                                       (WORKER, "without a C++ compiler inductor gives way to aot_eager, and says so")],
    # the extension
    "settings as in the contract": [(f"{UNIT}/settings.test.ts", "the settings are those of the contract")],
    "interpreter": [(f"{UNIT}/choice.test.ts", "interpreter: setting, environments extension, Python extension, PATH"),
                    (INTERPRETER, "the Python extension's environment is used, and the server in it"), (INTERPRETER, "the setting wins"),
        (INTERPRETER, "the Python Environments extension comes before the Python extension"),
        (INTERPRETER, "an interpreter that is not there: the status says so")],
    "server found or bundled": [(f"{UNIT}/choice.test.ts", "server: the environment's script, its module, PATH, the bundled one"),
                                (INTERPRETER, "the bundled server, where the package carries one"),
                                (VSIX, "the server that is meant is started"), (VSIX, "there is no server: the status says what to do")],
    "restart with back-off": [(f"{UNIT}/choice.test.ts", "back-off doubles, is bounded, and forgets after a calm spell"),
                              (API, "a server that dies is started again")],
    "status item": [(f"{UNIT}/choice.test.ts", "status: silence has a reason"), (API, "a server that is not there: the status says why")],
    "workspace trust": [(TRACED, "test_an_untrusted_workspace_runs_nothing"), (TRUST, "neither the workspace's interpreter nor its modules have run"),
                        (TRUST, "once trusted, a new server may trace")],
    "panel: content security policy": [(UI, "the panel keeps its content security policy, and the policy holds")],
    "panel: cuts": [(UI, "the lens opens the graph, with the break as a cut"), (f"{UNIT}/graph.test.ts", "a break is a cut between the graphs")],
    "panel: linked both ways": [(UI, "a click on a node moves the cursor to its expression"), (UI, "moving the cursor lights the node")],
    "panel: search": [(UI, "search marks and steps"), (SPEED, "search unfolds what hides a hit")],
    "panel: tabs": [(UI, "tabs hold code and guards"), (UI, "the lens compiles, and the tabs hold")],
    "panel: export": [(UI, "exports as SVG and DOT")],
    "panel: folded by module path": [(SPEED, "a module of 3,000 nodes opens within 3 s, folded by module path"),
                                     (f"{UNIT}/collapse.test.ts", "a module that is called twice is two groups")],
    "panel: 1,000 nodes within 3 s, 30 frames a second": [(SPEED, "a graph of 1,000 nodes opens within 3 s"), (SPEED, "it pans at 30 frames a second"),
                                                          (SPEED, "all 1,000 nodes unfolded are drawn within 3 s and pan at 30 frames a second")],
    "panel: every action on 3,000 nodes ends": [(SPEED, "with all 3,000 nodes and 180 parameters unfolded, every action ends and the panel stays usable"),
                                                (SPEED, "a graph that Graphviz takes minutes for is drawn all the same"),
                                                (f"{UNIT}/layout.test.ts", "3,000 operations and 180 parameters, all unfolded, are laid out at once")],
    "edit to squiggle below 300 ms": [(API, "edit to squiggle: median below 300 ms")],
    # traps
    "pool of stdin": [(CONVERT, "test_no_handler_blocks_the_pool_that_stdin_is_read_from")],
    "own line index": [(ROBUST, "test_text_that_is_edited_at_random_stays_what_the_editor_has"),
                       ("analysis/test_documents.py", "test_carriage_returns_alone_are_line_ends")],
    "utf-8, utf-16, utf-32": [(PREDICTED, "test_places_are_counted_as_the_client_counts"),
                              (PREDICTED, "test_hover_and_fix_are_in_the_clients_encoding"),
                              (API, "columns are right behind characters outside the basic plane")],
    "a clean end": [(PREDICTED, "test_the_server_ends_with_0_after_shutdown")],
    "URIs that are no file": [(PREDICTED, "test_a_text_that_is_on_no_disk_is_analysed"), (API, "an untitled document is analysed too")],
    "parent-process watchdog": [(ROBUST, "test_the_server_ends_when_its_client_is_gone")],
    # at their worst
    "a file full of mistakes": [(ROBUST, "test_a_file_full_of_mistakes_hides_no_break_of_the_functions_that_parse"),
        (TRAPS, "a file full of mistakes: those are said, and the breaks of what parses")],
    "a file of 7,000 lines": [(ROBUST, "test_a_file_of_7000_lines_is_edited_and_asked_about_quickly"),
        (TRAPS, "in 7,000 lines a break is found, and typing and hovering stay quick")],
    "an empty file": [(ROBUST, "test_an_empty_file_or_nearly_so_has_nothing_to_say"),
        (TRAPS, "an empty file has nothing to say, and the server runs")],
    "a broken project": [(ROBUST, "test_a_broken_project_is_said_in_the_status_and_predictions_go_on"),
        (TRAPS, "a broken pyproject.toml is said in the status, and predictions go on")],
    "a module that loops for ever": [(ROBUST, "test_a_module_that_loops_for_ever_on_import_costs_its_own_trace_only"),
        (TRAPS, "a module that loops for ever on import: typing goes on, and it is said")],
    # figures that `make bench` measures, each with its limit
    "50 ms from an edit to diagnostics": [(f"{BENCH}/editor.py", 'percentile(seconds, 95) * 1000, 50, "ms"')],
    "10 ms for a hover": [(f"{BENCH}/editor.py", 'percentile(seconds, 95) * 1000, 10, "ms"')],
    "1 s to first diagnostics": [(f"{BENCH}/editor.py", 'percentile(seconds, 50), 1.0, "s"')],
    "150 MB with 100 open files": [(f"{BENCH}/editor.py", 'client.memory_mb(), 150, "MB"')],
    "90 s for 491,000 lines, 3 s again": [(f"{BENCH}/command_line.py", "COLD_SECONDS, WARM_SECONDS = 90, 3")],
    "half of torch's time to trace": [(f"{BENCH}/tracing.py", "MOST = 0.5")],
    "10 ms to cancel": [(f"{BENCH}/editor.py", '"cancel acknowledged, p95", percentile(seconds, 95) * 1000, 10, "ms"')],
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS)
def test_each_row_has_its_tests(row):
    for file, name in ROWS[row]:
        assert name in (TESTS / file).read_text(encoding="utf-8"), f"{file} has no test `{name}`"
