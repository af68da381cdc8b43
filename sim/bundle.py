"""How compiled rules are handed many arrays at once: by one pointer.

To numba a named tuple of fifty arrays is four hundred numbers, which every call of a rule copies and every compilation carries
through. A class registered here (`register`) reaches compiled code as a pointer to a description of its arrays instead, and
`world.settlements` is one load. Uncompiled, it is the named tuple that it is.

The arrays are borrowed from the caller for the time of the call: compiled code reads and writes their elements and keeps nothing.
"""

import threading
import weakref
import zlib
from typing import NamedTuple

import numpy as np
from llvmlite import ir
from numba import typeof, types
from numba.core import cgutils
from numba.core.imputils import impl_ret_borrowed, lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate
from numba.extending import NativeValue, infer_getattr, models, register_model, typeof_impl, unbox

WORDS = types.Array(types.int64, 1, "C")


class Bundle(types.Type):
    """The numba type of a named tuple of arrays, or of such bundles, passed by pointer."""

    def __init__(self, name: str, fields: tuple[tuple[str, types.Type], ...]) -> None:
        self.fields = fields
        self.place = {field: place for place, (field, _) in enumerate(fields)}
        super().__init__(f"{name}_{zlib.crc32(repr(fields).encode()):08x}")


class _Seen(NamedTuple):
    """What is known of the bundle that a thread handed over last: its arrays, its type, and the words behind the pointer."""

    arrays: tuple[weakref.ref, ...]
    kind: Bundle
    words: np.ndarray


_kinds: dict[tuple, tuple[Bundle, tuple]] = {}
_last = threading.local()


def register(cls: type) -> type:
    """Let instances of a NamedTuple class reach compiled rules by pointer; a decorator."""

    @typeof_impl.register(cls)
    def _(value, context):
        return _look(value).kind

    return cls


def words_of(value) -> np.ndarray:
    """(words,) what lies behind the pointer: for each array nothing, nothing, size, itemsize, address, shape, strides."""
    return _look(value).words


def _look(value) -> _Seen:
    """What is known of a bundle, from memory where it is the one that this thread handed over last."""
    arrays = tuple(_flat(value))
    seen = getattr(_last, "seen", None)
    if seen is None or len(seen.arrays) != len(arrays) or any(ref() is not one for ref, one in zip(seen.arrays, arrays, strict=True)):
        words = [word for one in arrays for word in _words(one)]
        seen = _last.seen = _Seen(tuple(map(weakref.ref, arrays)), _kind_of(value), np.array(words, np.int64))
    return seen


def _flat(value):
    for one in value:
        if isinstance(one, tuple):
            yield from _flat(one)
        else:
            yield one


def _words(one: np.ndarray) -> tuple[int, ...]:
    if not one.flags.c_contiguous:
        raise TypeError("every array of a bundle must be contiguous")
    return 0, 0, one.size, one.itemsize, one.ctypes.data, *one.shape, *one.strides


def _kind_of(value) -> Bundle:
    """The type of an instance, from memory where its arrays have the types of one seen before."""
    kinds = tuple(_kind_of(one) if isinstance(one, tuple) else (id(one.dtype), one.ndim) for one in value)
    key = type(value), kinds
    if key not in _kinds:
        fields = tuple((name, _type_of(one)) for name, one in zip(value._fields, value, strict=True))
        dtypes = tuple(getattr(one, "dtype", None) for one in value)  # kept alive: their addresses are in the key
        _kinds[key] = Bundle(type(value).__name__, fields), dtypes
    return _kinds[key][0]


def _type_of(one) -> types.Type:
    return _kind_of(one) if isinstance(one, tuple) else typeof(one).copy(readonly=False)


def _struct(manager, kind: Bundle) -> ir.LiteralStructType:
    """The memory behind a pointer: array after array, inner bundles in place."""
    return ir.LiteralStructType(
        [_struct(manager, field) if isinstance(field, Bundle) else manager.lookup(field).get_value_type() for _, field in kind.fields]
    )


@register_model(Bundle)
class BundleModel(models.PrimitiveModel):
    """A bundle is a pointer."""

    def __init__(self, manager, kind):
        super().__init__(manager, kind, _struct(manager, kind).as_pointer())


@infer_getattr
class BundleAttribute(AttributeTemplate):
    """`world.settlements` has the type of that array."""

    key = Bundle

    def generic_resolve(self, kind, name):
        return dict(kind.fields).get(name)


@lower_getattr_generic(Bundle)
def _load_field(context, builder, kind, pointer, name):
    field = dict(kind.fields)[name]
    inner = cgutils.gep_inbounds(builder, pointer, 0, kind.place[name])
    if isinstance(field, Bundle):
        return inner
    loaded = builder.load(inner)
    loaded.set_metadata("invariant.load", builder.module.add_metadata([]))  # the bundle itself never changes during a call
    return impl_ret_borrowed(context, builder, field, loaded)


@unbox(Bundle)
def _unbox(kind, value, c):
    """Ask `words_of` for the words; they live at least as long as the arrays of the bundle that this thread handed over last."""
    function = c.pyapi.unserialize(c.pyapi.serialize_object(words_of))
    words = c.pyapi.call_function_objargs(function, [value])
    c.pyapi.decref(function)
    is_error = cgutils.is_null(c.builder, words)
    with c.builder.if_then(is_error, likely=False):
        c.builder.ret(c.pyapi.get_null_object())
    native = c.unbox(WORDS, words)
    array = cgutils.create_struct_proxy(WORDS)(c.context, c.builder, native.value)
    pointer = c.builder.bitcast(array.data, _struct(c.context.data_model_manager, kind).as_pointer())

    def release():
        if c.context.enable_nrt:
            c.context.nrt.decref(c.builder, WORDS, native.value)
        c.pyapi.decref(words)

    return NativeValue(pointer, is_error=native.is_error, cleanup=release)
