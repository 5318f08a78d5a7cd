"""What a hostile notebook writes to its channel by hand: frames that say whatever it likes, letter by letter."""

FORGE = """
import os, struct, json
def frame(header, value={'tuple': []}):
    text = json.dumps({'value': value, **header}).encode()
    return struct.pack('!II', len(text) + 4, len(text)) + text
def forge(header, value={'tuple': []}):
    os.write(3, frame(header, value))
def shown(outputs=(), **more):
    told = {'count': 1, 'outputs': outputs, 'updates': [], 'passed_over': []}
    told |= dict.fromkeys(['cut', 'timed_out', 'more', 'ended'], False)
    return {'op': 'CellShown', **told, **more}
"""
