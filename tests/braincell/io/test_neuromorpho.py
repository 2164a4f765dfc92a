"""NeuroMorpho.Org, played by a server of our own: nothing here uses the network."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from test_swc import GOOD

from braincell.errors import MorphologyError
from braincell.io.neuromorpho import read_neuromorpho

PAGES = {
    "/api/neuron/name/cell%20A": json.dumps({"neuron_name": "cell A", "archive": "Some Lab"}),
    "/api/neuron/id/7": json.dumps({"neuron_name": "cell A", "archive": "Some Lab"}),
    "/api/neuron/name/odd": json.dumps({"status": 404}),
    "/api/neuron/name/broken": json.dumps({"neuron_name": "broken", "archive": "x"}),
    "/dableFiles/some%20lab/CNG%20version/cell%20A.CNG.swc": GOOD,
    "/dableFiles/x/CNG%20version/broken.CNG.swc": "1 2 3\n",
}


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self):
        page = PAGES.get(self.path)
        self.send_response(200 if page else 404)
        self.end_headers()
        self.wfile.write((page or "").encode())

    def log_message(self, format, *args):
        pass


@pytest.fixture
def site():
    server = HTTPServer(("127.0.0.1", 0), _Pages)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_neurons_by_name_and_number(site):
    for neuron in ("cell A", 7):
        assert read_neuromorpho(neuron, site=site).branches == ("soma[0]", "dend[0]")


@pytest.mark.parametrize(
    ("neuron", "message"),
    [
        ("none", r"neuron 'none' cannot be fetched .*Not Found"),
        ("odd", "knows no neuron 'odd'; look its name up"),
        ("broken", r"broken\.CNG\.swc:1: 3 columns"),
    ],
)
def test_what_cannot_be_had(site, neuron, message):
    with pytest.raises(MorphologyError, match=message):
        read_neuromorpho(neuron, site=site)


def test_no_answer():
    with pytest.raises(MorphologyError, match="cannot be fetched"):
        read_neuromorpho("x", site="http://127.0.0.1:9")
