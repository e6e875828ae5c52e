"""The open Crowd HTML Elements: files for the browser, and what a page needs to frame them.

The elements are ES modules, which ``join`` puts into one script; ``base/element.js`` tells how
they are built and ``form/messages.js`` how a task's page talks to the page around it.
"""

from a2i_emulator.crowd.files import CrowdFile, blueprint, crowd_files, script_address, served_file
from a2i_emulator.crowd.page import SCRIPT_PATH, STYLE_PATH, frame_policy, framed

__all__ = [
    "SCRIPT_PATH",
    "STYLE_PATH",
    "CrowdFile",
    "blueprint",
    "crowd_files",
    "frame_policy",
    "framed",
    "script_address",
    "served_file",
]
