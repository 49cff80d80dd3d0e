"""`fullgraph check --confirm`: an input spec that makes no sense is said, with a caret, and exits 2."""

import os
import sys

from fullgraph_server.cli.main import main

BAD = "import torch\n\n\n# fullgraph: x=f32[4, -1]\ndef f(x):\n    return x.sin()\n\n\n# fullgraph: x=f32[4]\ndef g(x):\n    print('g')\n    return x\n"


def test_a_spec_that_makes_no_sense_costs_its_own_function(project, capfd):
    (project / "bad.py").write_text(BAD)
    interpreter = os.path.relpath(sys.executable, project)
    code = main(["check", "--confirm", "--output-format", "concise", "--interpreter", interpreter, "bad.py"])
    out, err = capfd.readouterr()
    assert code == 2
    assert "FG901 input spec (a comment above the definition): a dimension cannot be negative" in err
    assert "    x=f32[4, -1]\n             ^" in err
    assert "FG401" in out
    assert "[confirmed]" in out
