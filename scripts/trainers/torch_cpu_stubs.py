#!/usr/bin/env python3
"""Make PyPI's CUDA build of torch importable on a machine without any NVIDIA package.

    pip install --no-deps torch==2.15.0        (plus its pure-Python needs, see the requirements files beside)
    python torch_cpu_stubs.py [SITE_PACKAGES]

torch's shared objects name about a dozen CUDA libraries that must exist at load time, also when only the CPU is
used. The real ones are over 2 GB of downloads. This writes empty stand-ins (a few kB each) beside torch's own
libraries: every function they offer answers 100, CUDA's "no device", so torch.cuda.is_available() is False and all
CPU work runs in torch's real code. Never use the result for anything on a GPU. Needs gcc, readelf and nm.
"""
import os, re, subprocess, sys, sysconfig, tempfile

def out(*cmd):
    return subprocess.run(cmd, check=True, capture_output=True, text=True).stdout

def main():
    site = sys.argv[1] if len(sys.argv) > 1 else sysconfig.get_paths()["platlib"]
    lib = os.path.join(site, "torch", "lib")
    objects = [os.path.join(lib, f) for f in sorted(os.listdir(lib)) if ".so" in f]
    foreign = re.compile(r"lib(cu|nv|nccl)")
    objects = [o for o in objects if not (foreign.match(os.path.basename(o)) and os.path.getsize(o) < 100_000)]  # ours, from before
    present = {os.path.basename(o) for o in objects}
    wanted, versions, users = {}, {}, []
    for o in objects:
        needed = re.findall(r"\(NEEDED\).*\[(.+?)\]", out("readelf", "-dW", o))
        missing = [n for n in needed if foreign.match(n) and n not in present]
        if not missing:
            continue
        users.append(o)
        for n in missing:
            wanted.setdefault(n, set())
        file = None
        for line in out("readelf", "-VW", o).splitlines():
            m = re.search(r"File: (\S+)", line)
            if m:
                file = m.group(1)
            m = re.search(r"Name: (\S+)\s+Flags", line)
            if m and file in wanted:
                versions[m.group(1)] = file
    plain = set()
    for o in users:
        for line in out("nm", "-D", "-u", o).splitlines():
            name, _, version = line.split()[-1].partition("@")
            version = version.lstrip("@")
            if version in versions:
                wanted[versions[version]].add((name, version))
            elif not version and re.match(r"(__cuda|cu|nccl|nv)[A-Za-z_]", name):
                plain.add(name)
    defined = set()
    for o in objects:
        for line in out("nm", "-D", "--defined-only", o).splitlines():
            defined.add(line.split()[-1].partition("@")[0])
    plain -= defined
    if not wanted:
        print("nothing to do")
        return
    keeper = "libcudart.so.13" if "libcudart.so.13" in wanted else sorted(wanted)[0]
    taken = {n for s in wanted.values() for n, _ in s}
    with tempfile.TemporaryDirectory() as tmp:
        for soname, symbols in sorted(wanted.items()):
            names = {n: v for n, v in symbols}
            if soname == keeper:
                names.update({n: None for n in plain - taken})
            c, m = os.path.join(tmp, "s.c"), os.path.join(tmp, "s.map")
            with open(c, "w") as f:
                for n in sorted(names):
                    if n == "cudaStreamIsCapturing":  # asked by transformers on every step: answer "not capturing"
                        f.write("int %s(void *s, int *status) { if (status) *status = 0; return 0; }\n" % n)
                    elif re.search(r"Get(Error|Status|LastError)?(String|Name)$|GetErrorString|GetStatusString", n):
                        f.write("const char *%s(void) { return \"no CUDA here\"; }\n" % n)
                    else:
                        f.write("long %s(void) { return 100; }\n" % n)
                f.write("int stand_in_for_%s;\n" % re.sub(r"\W", "_", soname))
            nodes = {}
            for n, v in names.items():
                if v:
                    nodes.setdefault(v, []).append(n)
            with open(m, "w") as f:
                for v, ns in sorted(nodes.items()):
                    f.write("%s { global: %s };\n" % (v, " ".join(n + ";" for n in sorted(ns))))
            cmd = ["gcc", "-shared", "-fPIC", "-O1", "-w", "-fno-builtin", "-Wl,-soname," + soname, "-o", os.path.join(lib, soname), c]
            if nodes:
                cmd.append("-Wl,--version-script=" + m)
            subprocess.run(cmd, check=True)
            print("%-24s %5d names" % (soname, len(names)))

main()
