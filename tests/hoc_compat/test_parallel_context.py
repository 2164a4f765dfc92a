"""ParallelContext on one process answers as NEURON's does without MPI."""

import pytest

from braincell.errors import InputError, UnsupportedError


def doubled(x):
    return x * 2


def collected(*arguments):
    return ["r", *arguments]


def summed(vector):
    return sum(vector)


def test_who_is_there(both):
    def model(h):
        pc = h.ParallelContext()
        seen = [pc.id(), pc.nhost(), pc.id_world(), pc.nhost_world(), pc.id_bbs(), pc.nhost_bbs(), pc.barrier()]
        seen += [pc.runworker(), pc.wait_time(), pc.step_wait(), pc.send_time(), pc.event_time(), pc.integ_time()]
        seen += [
            pc.vtransfer_time(),
            pc.vtransfer_time(1),
            pc.mech_time(),
            pc.timeout(20),
            pc.timeout(7),
            pc.timeout(20),
        ]
        seen += [
            pc.nthread(),
            pc.nworker(),
            pc.partition(),
            pc.thread_stat(),
            pc.thread_ctime(),
            pc.optimize_node_order(),
        ]
        seen += [pc.thread_busywait(1), pc.thread_busywait(0), pc.mpiabort_on_error(0), pc.mpiabort_on_error(1)]
        seen += [pc.master_works_on_jobs(1), pc.nthread(2), pc.nworker(), pc.nthread(1), pc.time() > 1e9, pc.done()]
        return [*seen, pc.spike_compress(5), pc.max_histogram(), pc.spike_statistics()]

    both(model)


def test_collectives(both):
    def model(h):
        pc, v, w = h.ParallelContext(), h.Vector([1, 2]), h.Vector()
        seen = [pc.allreduce(3, 1), pc.allreduce(v, 2), list(v), pc.allgather(5, w), list(w)]
        seen += [pc.alltoall(v, h.Vector([2]), w), list(w), pc.broadcast(v, 0), pc.broadcast(h.ref("abc"), 0)]
        seen += [pc.py_alltoall([[1, 2]]), pc.py_alltoall([1], -1), pc.py_allgather({"a": 1}), pc.py_gather([1], 0)]
        seen += [
            pc.py_gather(1),
            pc.py_scatter([[3]], 0),
            pc.py_scatter([3]),
            pc.py_broadcast("x", 0),
            pc.py_broadcast([1]),
        ]
        return seen

    both(model)


def test_jobs(both):
    def model(h):
        pc = h.ParallelContext()
        seen = [pc.submit(k + 10, doubled, k) for k in range(4)]
        while pc.working():
            seen += [pc.userid(), pc.retval(), pc.pyret()]
        pc.submit(3, collected, 1, "a", [3], h.Vector([1]))
        pc.working()
        return [*seen, pc.pyret()[:4], pc.working(), pc.context(collected, 1)]

    both(model)


def test_unnamed_jobs_give_their_arguments_back(both):
    def model(h):
        pc, s, seen = h.ParallelContext(), h.ref(""), []
        for argument, back in ((2.5, pc.upkscalar), ("ab", lambda: pc.upkstr(s)), ([1], pc.upkpyobj)):
            pc.submit(doubled, argument)
            seen += [pc.working() > 0, pc.userid() < 0, pc.pyret(), back()]
        pc.submit(summed, h.Vector([1, 2, 3]))
        return [*seen, pc.working() > 0, list(pc.upkvec()), pc.pyret(), s[0]]

    both(model)


class _Outer:
    """Jobs that submit jobs, for the ParallelContext whose turn it is."""

    pc = None

    @staticmethod
    def job(k):
        pc = _Outer.pc
        for i in range(2):
            pc.submit(i, doubled, 10 * k + i)
        inner = []
        while pc.working():
            inner.append(pc.pyret())
        return inner


def test_a_job_submits_jobs(both):
    def model(h):
        pc = _Outer.pc = h.ParallelContext()
        for k in range(3):
            pc.submit(k, _Outer.job, k)
        seen = []
        while pc.working():
            seen.append((pc.userid(), pc.pyret()))
        return seen

    both(model)


def test_a_job_knows_its_number(h):
    pc = h.ParallelContext()
    h.hoc_ac_ = 3
    assert h.hoc_ac_ == 3.0
    pc.submit(_number_of_the_job)
    number = pc.working()
    assert pc.pyret() == number == h.hoc_ac_
    assert h.List("PythonObject").count() == 0


def _number_of_the_job():
    from hoc_compat import h

    return h.hoc_ac_


def test_partitions(both):
    def model(h):
        pc = h.ParallelContext()
        sections = [h.Section(name=f"s{k}") for k in range(5)]
        sections[4].connect(sections[3](1))
        pc.nthread(2)
        chosen = [h.SectionList([sections[2], sections[0]]), h.SectionList([sections[1], sections[3]])]
        for k, part in enumerate(chosen):
            pc.partition(k, part)
        seen = [[s.name() for s in pc.get_partition(k)] for k in range(2)]
        pc.nthread(1)
        return [*seen, [s.name() for s in pc.get_partition(0)]]

    both(model)


def test_messages(both):
    def model(h):
        pc, x, s, v = h.ParallelContext(), h.ref(0), h.ref(""), h.Vector()
        seen = [
            pc.post("key", 1, "two", h.Vector([3, 4]), {"a": 5}),
            pc.look("key"),
            pc.upkscalar(),
            pc.upkstr(s),
            s[0],
        ]
        seen += [list(pc.upkvec()), pc.upkpyobj(), pc.look_take("key"), pc.post("l", 1, "b", h.Vector([1]), 7)]
        seen += [pc.look_take("l", x, s, v), x[0], s[0], list(v), pc.upkscalar()]
        seen += [pc.look("key"), pc.look_take("key"), pc.post(3, 1.5), pc.take("3", x), x[0]]
        seen += [
            pc.pack(1),
            pc.pack(2, "z"),
            pc.post("p"),
            pc.take("p"),
            pc.unpack(x),
            x[0],
            pc.upkscalar(),
            pc.upkstr(s),
        ]
        seen += [pc.post("q", 1), pc.post("q", 2), pc.take("q", x), x[0], h.ParallelContext().take("q", x), x[0]]
        return seen

    both(model)


def test_what_is_posted_is_a_copy(both):
    def model(h):
        pc, held, vector = h.ParallelContext(), {"a": [1]}, h.Vector([1])
        pc.post("copy", held, vector)
        held["a"].append(2)
        vector.append(2)
        pc.take("copy")
        return pc.upkpyobj(), list(pc.upkvec())

    both(model)


@pytest.mark.parametrize(
    ("mistake", "text"),
    [
        (lambda h, pc: pc.take("never"), "nobody has posted"),
        (lambda h, pc: pc.upkscalar(), "no number to unpack"),
        (lambda h, pc: (pc.post("m", "a"), pc.take("m"), pc.upkscalar()), "goes on with a string, not with a number"),
        (lambda h, pc: pc.py_scatter([1, 2]), "a list of one item"),
        (lambda h, pc: pc.py_broadcast(1, 1), "`root` is 1"),
        (lambda h, pc: pc.alltoall(h.Vector([1, 2]), h.Vector([1]), h.Vector()), "the counts are"),
        (lambda h, pc: pc.allgather(1, [2]), "is no Vector"),
        (lambda h, pc: pc.allreduce(1, 7), "`kind` is 7"),
        (lambda h, pc: pc.submit(), "None cannot be called"),
        (lambda h, pc: pc.submit(3), "cannot be called"),
        (lambda h, pc: pc.submit(-3, doubled, 1), "at least 0"),
        (lambda h, pc: pc.post("m", doubled, lambda: 1), "cannot be pickled"),
        (lambda h, pc: pc.pyret(), "no function has returned"),
        (lambda h, pc: pc.nthread(0), "0 threads"),
        (lambda h, pc: pc.get_partition(1), "thread 1; there are 1"),
    ],
)
def test_mistakes_are_named(h, mistake, text):
    with pytest.raises(InputError, match=text):
        mistake(h, h.ParallelContext())


def test_an_error_in_a_job_is_its_own(h):
    pc = h.ParallelContext()
    pc.submit(collected, 1)
    pc.submit(lambda: 1 / 0)
    pc.working()
    with pytest.raises(ZeroDivisionError):
        pc.working()
    assert pc.working() == 0


@pytest.mark.parametrize("name", ["multisplit", "prcellstate", "nrncore_run"])
def test_what_is_missing_is_refused_by_name(h, name):
    with pytest.raises(UnsupportedError, match=f"ParallelContext.{name} is not supported"):
        getattr(h.ParallelContext(), name)
