# -*- coding: latin-1 -*-
# What Python 2 prints for this is kept beside it: `python2.7 language.py > language.txt` (2.7.18, numpy 1.16.6).
import math, os, sys, string, csv, itertools, types, random
import cPickle as pickle
import StringIO, ConfigParser, commands
import numpy as np
from math import *

class Old:
	def __init__(self, n):
		self.n = n
        	self.half = n/2
	def __div__(self, other): return ("div", self.n, other)
	def __cmp__(self, other): return cmp(self.n, other.n)
	def __nonzero__(self): return self.n > 2
	def next(self): return self.n

class Meta(type): pass

class New(object):
    __metaclass__ = Meta

print 1/2, 7/2., -7/2, 7/-2, True/2, 10**20/3, Old(3)/2, Old(3).half, 2**-1/2
print round(2.5), round(-2.5), round(0.125, 2), round(2.675, 2), round(15, -1), round(7)/2, type(round(5)) is float
print math.ceil(3.2)/2, floor(-0.5), ceil(-0.5), math.floor(1e20), pow(2, 3)
a = np.arange(5)
print list(a/2), list(a/2.), list(a/np.array([2, 2, 2, 2, 2])), list(np.divide(a, 2)), np.float64(7)/2, np.int64(7)/2
a /= 2
b = np.arange(3.)
b /= 2
x = {"k": [7, 8]}
x["k"][1] /= 3
x["k"][:1] += [5/2]
o = Old(9)
o.n /= 2
print list(a), list(b), x, o.n
print 0.1+0.2, str(0.1+0.2), "%s" % (0.1+0.2), "%s %r" % (0.1, 0.1+0.2), "%(a)s" % {"a": 0.1+0.2}, `0.1+0.2`, [0.1+0.2]
print str(1e16), str(1e11), 123456789012.5, -0.0, 1e-7, str(7), 17 % 5, -17 % 5
d = {"a": 1}
print d.has_key("a"), d.keys()[0], [v for k, v in d.iteritems()], d.values() + [2], sorted(d.items())
print [q for q in range(4) if q % 2], q, [(i, j) for i in 1, 2 for j in range(i)], i

def executes(n):
    exec "y = n/2"
    z = 3
    exec "z = 5"
    return y, z

def evaluates():
    return [eval("i/2") for i in range(4)], map(eval, ["1/2", "3/2"])

print executes(5), evaluates()
names = {}
exec "b = 7/2" in names
exec("c = b + 1", names)
print names["c"], eval("b * 2", names)
try:
    raise ValueError, "bad"
except (KeyError, ValueError), e:
    pass
print e, isinstance(e, StandardError)
print sorted([3, 1, 2], cmp=lambda a, b: cmp(b, a)), sorted([3, None, "a", 2.5]), max(None, 3), min([2, None])
numbers = [3, 1, 2]
numbers.sort(lambda a, b: b - a)
print numbers, Old(1) < Old(2), Old(1) == Old(1), bool(Old(1)), Old(7).next(), type(New).__name__
print None < -1, "a" > 5, 3 <> 4, cmp("a", "b"), not 3 < 2
print 0777, 10L, 0xFFL, u"abc", map(None, [1, 2], [3]), filter(None, "ab"), filter(lambda x: x > 1, (1, 2, 3))
print zip("ab", (1, 2)), range(3) + [5], reduce(lambda a, b: a/b, [100, 3, 2]), apply(max, (1, 2)), xrange(3)[1]
print (lambda (a, b): a/b)((7, 2)), list(itertools.izip([1], [2])), list(itertools.imap(None, [1], [2]))
print isinstance(1, (int, long)), isinstance("a", basestring), types.StringType is str, unicode("x"), unichr(65)
print string.letters[:3], string.join(["a", "b"], "-"), string.atoi("12"), sys.maxint > 2**62, "abc".encode("hex")
print os.getcwdu() == os.getcwd(), commands.getoutput("echo hi")

def keyword(x, (y, z)=(1, 2)):
    return x + y + z

print keyword(1), keyword(1, (5, 6))
for seed in (0, 12345, -7, "seed", 2.5, (1, "a")):
    random.seed(seed)
    items = range(12)
    random.shuffle(items)
    print seed, random.randint(0, 99), random.choice("abcdefgh"), random.randrange(0, 100, 7), items
    print random.sample(xrange(1000), 4), random.sample(items, 5), repr(random.random()), repr(random.gauss(0, 1))
    print repr(random.gammavariate(1, 2)), repr(random.paretovariate(3)), repr(random.triangular(0, 2, 0.5))
print [hash(v) for v in (0, -1, 2**63, -2**70, 0.1, -2.75, 1e300, "", "abc", (), (1, "a", 2.5))]
f = open("python2.tmp", "wb")
pickle.dump({"a": [1, 2.5]}, f)
f.close()
print pickle.load(open("python2.tmp", "rb")), pickle.loads(pickle.dumps("x"))
f = open("python2.tmp", "wb")
csv.writer(f).writerow([1, 2.5, "a"])
f.close()
print [row for row in csv.reader(open("python2.tmp", "rb"))], open("python2.tmp").read().split("\r")
f = open("python2.tmp", "w")
print >>f, "text", 1/2
f.close()
print open("python2.tmp").readlines()
os.remove("python2.tmp")
s = StringIO.StringIO()
print >>s, "abc", 1
print repr(s.getvalue())
print ("a", 1), ("b")
print "the", "end"
