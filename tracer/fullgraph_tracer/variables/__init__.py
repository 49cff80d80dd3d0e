"""The kinds: one class for each, by the name under which the vocabulary, and mostly torch, knows it."""

from __future__ import annotations

from fullgraph_tracer.variables.autograd_context import AutogradFunctionContextVariable
from fullgraph_tracer.variables.autograd_function import AutogradFunctionVariable
from fullgraph_tracer.variables.backward_hook import BackwardHookVariable
from fullgraph_tracer.variables.base import VariableTracker
from fullgraph_tracer.variables.builtin import (
    BuiltinVariable,
    ItertoolsVariable,
    PolyfilledFunctionVariable,
)
from fullgraph_tracer.variables.builtin_value import BoundBuiltinMethodVariable, BuiltinMethodVariable
from fullgraph_tracer.variables.constant import (
    ConstantVariable,
    EnumVariable,
    FakeIdVariable,
)
from fullgraph_tracer.variables.ctx_manager.base import (
    ContextWrappingVariable,
    WithEnterFunctionVariable,
    WithExitFunctionVariable,
)
from fullgraph_tracer.variables.ctx_manager.fsdp import FSDPParamGroupUseTrainingStateVariable
from fullgraph_tracer.variables.ctx_manager.function_mode import TorchFunctionModeVariable
from fullgraph_tracer.variables.ctx_manager.functorch import (
    DualLevelContextManager,
    GradIncrementNestingCtxManagerVariable,
    GradInplaceRequiresGradCtxManagerVariable,
    JvpIncrementNestingCtxManagerVariable,
    SetFwdGradEnabledContextManager,
    TemporarilyPopInterpreterStackCtxManagerVariable,
    VmapIncrementNestingCtxManagerVariable,
)
from fullgraph_tracer.variables.ctx_manager.generic import GenericContextWrappingVariable, RecordFunctionVariable
from fullgraph_tracer.variables.ctx_manager.grad_mode import GradModeVariable, InferenceModeVariable
from fullgraph_tracer.variables.ctx_manager.ignored import (
    CatchWarningsCtxManagerVariable,
    CudagraphOverrideVariable,
    DynamoConfigPatchVariable,
    ErrorOnGraphBreakVariable,
    FxTracebackAnnotateVariable,
    NullContextVariable,
    PreserveVersionContextVariable,
    ProfilerContextVariable,
    ProfilerRecordFunctionContextVariable,
)
from fullgraph_tracer.variables.ctx_manager.modes import (
    AcceleratorDeviceIndexVariable,
    AutocastModeVariable,
    CUDADeviceVariable,
    DeterministicAlgorithmsVariable,
    DisabledSavedTensorsHooksVariable,
    GenericDeviceVariable,
    SDPAKernelVariable,
    TorchFunctionDisableVariable,
    XPUDeviceVariable,
)
from fullgraph_tracer.variables.dicts.dict import ConstDictVariable, NNModuleHooksDictVariable
from fullgraph_tracer.variables.dicts.iterators import (
    DictItemsIterator,
    DictIterator,
    DictKeysIterator,
    DictValuesIterator,
    DictViewIterator,
    SetIterator,
)
from fullgraph_tracer.variables.dicts.ordered_set import OrderedSetClassVariable, OrderedSetVariable
from fullgraph_tracer.variables.dicts.sets import (
    DictKeySetVariable,
    FrozensetVariable,
    SetVariable,
)
from fullgraph_tracer.variables.dicts.special import (
    DefaultDictVariable,
    MappingProxyVariable,
    OrderedDictVariable,
)
from fullgraph_tracer.variables.dicts.views import (
    DictItemsVariable,
    DictKeysVariable,
    DictValuesVariable,
    DictViewVariable,
)
from fullgraph_tracer.variables.dispatch import DispatchKeySetVariable, FuncTorchInterpreterVariable
from fullgraph_tracer.variables.distributed import (
    DistributedVariable,
    PlacementVariable,
    WorldMetaClassVariable,
)
from fullgraph_tracer.variables.functions.collectives import CollectiveFunctionRewriteVariable
from fullgraph_tracer.variables.functions.contextmanagers import (
    ContextlibContextManagerLocalGeneratorObjectVariable,
    FunctionDecoratedByContextlibContextManagerVariable,
    LocalGeneratorFunctionVariable,
)
from fullgraph_tracer.variables.functions.generators import LocalGeneratorObjectVariable
from fullgraph_tracer.variables.functions.namedtuple import CollectionsNamedTupleFunction
from fullgraph_tracer.variables.functions.partial import FunctoolsPartialVariable, FunctoolsWrapsVariable
from fullgraph_tracer.variables.functions.pytree import (
    PyTreeGetNodeTypeFunctionVariable,
    PyTreeTreeIsLeafFunctionVariable,
)
from fullgraph_tracer.variables.functions.tma import (
    CreateTMADescriptorExperimentalVariable,
    CreateTMADescriptorStableVariable,
    TMADescriptorExperimentalVariable,
    TMADescriptorStableVariable,
)
from fullgraph_tracer.variables.functions.user import (
    BaseUserFunctionVariable,
    NestedUserFunctionVariable,
    UserFunctionVariable,
    UserMethodVariable,
)
from fullgraph_tracer.variables.functions.wrapped import (
    WrappedNestedUserFunctionVariable,
    WrappedSkipFunctionVariable,
    WrappedUserFunctionVariable,
    WrappedUserMethodVariable,
)
from fullgraph_tracer.variables.functions.wrappers import WrapperUserFunctionVariable, WrapperUserMethodVariable
from fullgraph_tracer.variables.higher_order_ops.base import TorchHigherOrderOperatorVariable
from fullgraph_tracer.variables.higher_order_ops.control_flow import (
    AssociativeScanHigherOrderVariable,
    CondHigherOrderVariable,
    FlexAttentionHigherOrderVariable,
    MapHigherOrderVariable,
    ScanHigherOrderVariable,
    WhileLoopHigherOrderVariable,
)
from fullgraph_tracer.variables.higher_order_ops.functorch import (
    FunctionalCallVariable,
    FunctorchHigherOrderVariable,
    ReparametrizeModuleCallVariable,
)
from fullgraph_tracer.variables.higher_order_ops.regions import (
    BaseHOPVariable,
    HintsWrapperHigherOrderVariable,
    OutDtypeHigherOrderVariable,
    StrictModeHigherOrderVariable,
    WrapWithAutocastHigherOrderVariable,
    WrapWithSetGradEnabledHigherOrderVariable,
)
from fullgraph_tracer.variables.higher_order_ops.wrap import (
    CheckpointHigherOrderVariable,
    InvokeSubgraphHigherOrderVariable,
    WrapHigherOrderVariable,
)
from fullgraph_tracer.variables.hooks import RemovableHandleVariable
from fullgraph_tracer.variables.iter import (
    CountIteratorVariable,
    FilterVariable,
    MapVariable,
    ObjectIteratorVariable,
    RepeatIteratorVariable,
    ZipVariable,
)
from fullgraph_tracer.variables.iterator import IteratorVariable
from fullgraph_tracer.variables.lazy import LazyVariableTracker
from fullgraph_tracer.variables.lists.base import BaseListVariable
from fullgraph_tracer.variables.lists.deque import DequeVariable
from fullgraph_tracer.variables.lists.iterators import (
    ListIteratorVariable,
    RangeIteratorVariable,
    TupleIteratorVariable,
)
from fullgraph_tracer.variables.lists.list import ListVariable
from fullgraph_tracer.variables.lists.ranges import RangeVariable, SliceVariable
from fullgraph_tracer.variables.lists.tuple import SizeVariable, TupleVariable
from fullgraph_tracer.variables.misc.cells import CellVariable
from fullgraph_tracer.variables.misc.descriptors import MethodWrapperVariable
from fullgraph_tracer.variables.misc.engine import AutogradEngineVariable, ComptimeVariable
from fullgraph_tracer.variables.misc.exceptions import ExceptionVariable
from fullgraph_tracer.variables.misc.lambdas import GetAttrVariable, LambdaVariable
from fullgraph_tracer.variables.misc.loggers import LoggingLoggerVariable
from fullgraph_tracer.variables.misc.names import DeletedVariable, NewGlobalVariable
from fullgraph_tracer.variables.misc.objects import ObjectVariable
from fullgraph_tracer.variables.misc.python_modules import PythonModuleVariable
from fullgraph_tracer.variables.misc.super import SuperVariable
from fullgraph_tracer.variables.misc.tracebacks import TracebackVariable
from fullgraph_tracer.variables.misc.typing import TypingVariable
from fullgraph_tracer.variables.misc.unknown import UnknownVariable
from fullgraph_tracer.variables.misc.weak_references import WeakRefVariable
from fullgraph_tracer.variables.nn_module.modules import (
    FSDPManagedNNModuleVariable,
    NNModuleVariable,
    UnspecializedBuiltinNNModuleVariable,
    UnspecializedNNModuleVariable,
)
from fullgraph_tracer.variables.optimizer import OptimizerVariable
from fullgraph_tracer.variables.random import RandomClassVariable, RandomVariable
from fullgraph_tracer.variables.regex import RegexPatternVariable
from fullgraph_tracer.variables.script_object import OpaqueObjectClassVariable, TorchScriptObjectVariable
from fullgraph_tracer.variables.sdpa import SDPAParamsVariable
from fullgraph_tracer.variables.streams import (
    EventVariable,
    StreamContextVariable,
    StreamVariable,
)
from fullgraph_tracer.variables.string_format import StringFormatVariable
from fullgraph_tracer.variables.tensor.attributes import DelayGraphBreakVariable
from fullgraph_tracer.variables.tensor.function_modes import TorchFunctionModeStackVariable
from fullgraph_tracer.variables.tensor.ndarray import NumpyNdarrayVariable
from fullgraph_tracer.variables.tensor.numpy_functions import NumpyDTypeVariable, NumpyVariable
from fullgraph_tracer.variables.tensor.storage import DataPtrVariable, UntypedStorageVariable
from fullgraph_tracer.variables.tensor.structseq import StructSequenceVariable
from fullgraph_tracer.variables.tensor.subclass import (
    GetSetDescriptorVariable,
    TensorSubclassVariable,
    TensorWithTFOverrideVariable,
)
from fullgraph_tracer.variables.tensor.symbolic import SymNodeVariable
from fullgraph_tracer.variables.tensor.tensor import TensorVariable
from fullgraph_tracer.variables.tensor.unspecialized import FakeItemVariable, UnspecializedPythonVariable
from fullgraph_tracer.variables.torch_functions import (
    BaseTorchVariable,
    SkipFunctionVariable,
    SparseTensorCreationSkipVariable,
    TorchCtxManagerClassVariable,
    TorchInGraphFunctionVariable,
)
from fullgraph_tracer.variables.user_defined.classes import UserDefinedClassVariable
from fullgraph_tracer.variables.user_defined.constants import TorchVersionVariable, UserDefinedConstantVariable
from fullgraph_tracer.variables.user_defined.containers import (
    UserDefinedDictVariable,
    UserDefinedListVariable,
    UserDefinedSetVariable,
)
from fullgraph_tracer.variables.user_defined.dunder_dict import DunderDictVariable
from fullgraph_tracer.variables.user_defined.exceptions import (
    UserDefinedExceptionClassVariable,
    UserDefinedExceptionObjectVariable,
)
from fullgraph_tracer.variables.user_defined.inspection import InspectSignatureVariable, InspectVariable
from fullgraph_tracer.variables.user_defined.objects import UserDefinedObjectVariable, UserDefinedVariable
from fullgraph_tracer.variables.user_defined.special import FrozenDataClassVariable, MutableMappingVariable
from fullgraph_tracer.variables.user_defined.tuples import NamedTupleVariable, UserDefinedTupleVariable

__all__ = [
    "AcceleratorDeviceIndexVariable",
    "AssociativeScanHigherOrderVariable",
    "AutocastModeVariable",
    "AutogradEngineVariable",
    "AutogradFunctionContextVariable",
    "AutogradFunctionVariable",
    "BackwardHookVariable",
    "BaseHOPVariable",
    "BaseListVariable",
    "BaseTorchVariable",
    "BaseUserFunctionVariable",
    "BoundBuiltinMethodVariable",
    "BuiltinMethodVariable",
    "BuiltinVariable",
    "CUDADeviceVariable",
    "CatchWarningsCtxManagerVariable",
    "CellVariable",
    "CheckpointHigherOrderVariable",
    "CollectionsNamedTupleFunction",
    "CollectiveFunctionRewriteVariable",
    "ComptimeVariable",
    "CondHigherOrderVariable",
    "ConstDictVariable",
    "ConstantVariable",
    "ContextWrappingVariable",
    "ContextlibContextManagerLocalGeneratorObjectVariable",
    "CountIteratorVariable",
    "CreateTMADescriptorExperimentalVariable",
    "CreateTMADescriptorStableVariable",
    "CudagraphOverrideVariable",
    "DataPtrVariable",
    "DefaultDictVariable",
    "DelayGraphBreakVariable",
    "DeletedVariable",
    "DequeVariable",
    "DeterministicAlgorithmsVariable",
    "DictItemsIterator",
    "DictItemsVariable",
    "DictIterator",
    "DictKeySetVariable",
    "DictKeysIterator",
    "DictKeysVariable",
    "DictValuesIterator",
    "DictValuesVariable",
    "DictViewIterator",
    "DictViewVariable",
    "DisabledSavedTensorsHooksVariable",
    "DispatchKeySetVariable",
    "DistributedVariable",
    "DualLevelContextManager",
    "DunderDictVariable",
    "DynamoConfigPatchVariable",
    "EnumVariable",
    "ErrorOnGraphBreakVariable",
    "EventVariable",
    "ExceptionVariable",
    "FSDPManagedNNModuleVariable",
    "FSDPParamGroupUseTrainingStateVariable",
    "FakeIdVariable",
    "FakeItemVariable",
    "FilterVariable",
    "FlexAttentionHigherOrderVariable",
    "FrozenDataClassVariable",
    "FrozensetVariable",
    "FuncTorchInterpreterVariable",
    "FunctionDecoratedByContextlibContextManagerVariable",
    "FunctionalCallVariable",
    "FunctoolsPartialVariable",
    "FunctoolsWrapsVariable",
    "FunctorchHigherOrderVariable",
    "FxTracebackAnnotateVariable",
    "GenericContextWrappingVariable",
    "GenericDeviceVariable",
    "GetAttrVariable",
    "GetSetDescriptorVariable",
    "GradIncrementNestingCtxManagerVariable",
    "GradInplaceRequiresGradCtxManagerVariable",
    "GradModeVariable",
    "HintsWrapperHigherOrderVariable",
    "InferenceModeVariable",
    "InspectSignatureVariable",
    "InspectVariable",
    "InvokeSubgraphHigherOrderVariable",
    "IteratorVariable",
    "ItertoolsVariable",
    "JvpIncrementNestingCtxManagerVariable",
    "LambdaVariable",
    "LazyVariableTracker",
    "ListIteratorVariable",
    "ListVariable",
    "LocalGeneratorFunctionVariable",
    "LocalGeneratorObjectVariable",
    "LoggingLoggerVariable",
    "MapHigherOrderVariable",
    "MapVariable",
    "MappingProxyVariable",
    "MethodWrapperVariable",
    "MutableMappingVariable",
    "NNModuleHooksDictVariable",
    "NNModuleVariable",
    "NamedTupleVariable",
    "NestedUserFunctionVariable",
    "NewGlobalVariable",
    "NullContextVariable",
    "NumpyDTypeVariable",
    "NumpyNdarrayVariable",
    "NumpyVariable",
    "ObjectIteratorVariable",
    "ObjectVariable",
    "OpaqueObjectClassVariable",
    "OptimizerVariable",
    "OrderedDictVariable",
    "OrderedSetClassVariable",
    "OrderedSetVariable",
    "OutDtypeHigherOrderVariable",
    "PlacementVariable",
    "PolyfilledFunctionVariable",
    "PreserveVersionContextVariable",
    "ProfilerContextVariable",
    "ProfilerRecordFunctionContextVariable",
    "PyTreeGetNodeTypeFunctionVariable",
    "PyTreeTreeIsLeafFunctionVariable",
    "PythonModuleVariable",
    "RandomClassVariable",
    "RandomVariable",
    "RangeIteratorVariable",
    "RangeVariable",
    "RecordFunctionVariable",
    "RegexPatternVariable",
    "RemovableHandleVariable",
    "ReparametrizeModuleCallVariable",
    "RepeatIteratorVariable",
    "SDPAKernelVariable",
    "SDPAParamsVariable",
    "ScanHigherOrderVariable",
    "SetFwdGradEnabledContextManager",
    "SetIterator",
    "SetVariable",
    "SizeVariable",
    "SkipFunctionVariable",
    "SliceVariable",
    "SparseTensorCreationSkipVariable",
    "StreamContextVariable",
    "StreamVariable",
    "StrictModeHigherOrderVariable",
    "StringFormatVariable",
    "StructSequenceVariable",
    "SuperVariable",
    "SymNodeVariable",
    "TMADescriptorExperimentalVariable",
    "TMADescriptorStableVariable",
    "TemporarilyPopInterpreterStackCtxManagerVariable",
    "TensorSubclassVariable",
    "TensorVariable",
    "TensorWithTFOverrideVariable",
    "TorchCtxManagerClassVariable",
    "TorchFunctionDisableVariable",
    "TorchFunctionModeStackVariable",
    "TorchFunctionModeVariable",
    "TorchHigherOrderOperatorVariable",
    "TorchInGraphFunctionVariable",
    "TorchScriptObjectVariable",
    "TorchVersionVariable",
    "TracebackVariable",
    "TupleIteratorVariable",
    "TupleVariable",
    "TypingVariable",
    "UnknownVariable",
    "UnspecializedBuiltinNNModuleVariable",
    "UnspecializedNNModuleVariable",
    "UnspecializedPythonVariable",
    "UntypedStorageVariable",
    "UserDefinedClassVariable",
    "UserDefinedConstantVariable",
    "UserDefinedDictVariable",
    "UserDefinedExceptionClassVariable",
    "UserDefinedExceptionObjectVariable",
    "UserDefinedListVariable",
    "UserDefinedObjectVariable",
    "UserDefinedSetVariable",
    "UserDefinedTupleVariable",
    "UserDefinedVariable",
    "UserFunctionVariable",
    "UserMethodVariable",
    "VariableTracker",
    "VmapIncrementNestingCtxManagerVariable",
    "WeakRefVariable",
    "WhileLoopHigherOrderVariable",
    "WithEnterFunctionVariable",
    "WithExitFunctionVariable",
    "WorldMetaClassVariable",
    "WrapHigherOrderVariable",
    "WrapWithAutocastHigherOrderVariable",
    "WrapWithSetGradEnabledHigherOrderVariable",
    "WrappedNestedUserFunctionVariable",
    "WrappedSkipFunctionVariable",
    "WrappedUserFunctionVariable",
    "WrappedUserMethodVariable",
    "WrapperUserFunctionVariable",
    "WrapperUserMethodVariable",
    "XPUDeviceVariable",
    "ZipVariable",
]
