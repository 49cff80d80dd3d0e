"""The kinds that every user of torch meets: what a tracer of ordinary programs has to tell apart.

The further kinds of the vocabulary are classes of one release of torch, taken in so that what its logs show has a name.
"""

from __future__ import annotations

CORE: frozenset[str] = frozenset(
    """
    VariableTracker
    BuiltinVariable
    ConstantVariable EnumVariable
    ContextWrappingVariable GradModeVariable InferenceModeVariable SetFwdGradEnabledContextManager
    DualLevelContextManager GradIncrementNestingCtxManagerVariable GradInplaceRequiresGradCtxManagerVariable
    JvpIncrementNestingCtxManagerVariable VmapIncrementNestingCtxManagerVariable
    TemporarilyPopInterpreterStackCtxManagerVariable DisabledSavedTensorsHooksVariable
    DeterministicAlgorithmsVariable CUDADeviceVariable SDPAKernelVariable FSDPParamGroupUseTrainingStateVariable
    FxTracebackAnnotateVariable DynamoConfigPatchVariable ErrorOnGraphBreakVariable
    CatchWarningsCtxManagerVariable WithEnterFunctionVariable WithExitFunctionVariable
    ConstDictVariable DefaultDictVariable DictKeySetVariable SetVariable FrozensetVariable MappingProxyVariable
    NNModuleHooksDictVariable
    DistributedVariable PlacementVariable BackwardHookVariable
    UserFunctionVariable UserMethodVariable NestedUserFunctionVariable SkipFunctionVariable
    WrapperUserFunctionVariable WrapperUserMethodVariable FunctoolsPartialVariable FunctoolsWrapsVariable
    PolyfilledFunctionVariable CollectionsNamedTupleFunction FunctionDecoratedByContextlibContextManagerVariable
    LocalGeneratorFunctionVariable LocalGeneratorObjectVariable BuiltinMethodVariable
    TMADescriptorStableVariable TMADescriptorExperimentalVariable CreateTMADescriptorStableVariable
    CreateTMADescriptorExperimentalVariable
    TorchHigherOrderOperatorVariable FunctorchHigherOrderVariable FunctionalCallVariable
    ReparametrizeModuleCallVariable
    IteratorVariable ObjectIteratorVariable ItertoolsVariable CountIteratorVariable RepeatIteratorVariable
    ZipVariable MapVariable FilterVariable
    LazyVariableTracker
    BaseListVariable ListVariable TupleVariable NamedTupleVariable RangeVariable SliceVariable
    ListIteratorVariable TupleIteratorVariable
    SuperVariable CellVariable NewGlobalVariable DeletedVariable UnknownVariable ExceptionVariable
    AutogradFunctionVariable AutogradFunctionContextVariable GetAttrVariable MethodWrapperVariable
    LambdaVariable NumpyVariable PythonModuleVariable TypingVariable StringFormatVariable RegexPatternVariable
    RandomVariable RandomClassVariable TorchVersionVariable WeakRefVariable
    NNModuleVariable UnspecializedNNModuleVariable UnspecializedBuiltinNNModuleVariable
    FSDPManagedNNModuleVariable
    OptimizerVariable
    SDPAParamsVariable
    StreamVariable StreamContextVariable EventVariable
    TensorVariable SymNodeVariable NumpyNdarrayVariable UnspecializedPythonVariable UntypedStorageVariable
    DataPtrVariable FakeItemVariable
    TorchInGraphFunctionVariable TorchCtxManagerClassVariable
    UserDefinedClassVariable UserDefinedObjectVariable UserDefinedDictVariable UserDefinedListVariable
    UserDefinedTupleVariable UserDefinedSetVariable UserDefinedExceptionClassVariable
    UserDefinedExceptionObjectVariable FrozenDataClassVariable MutableMappingVariable RemovableHandleVariable
    """.split()
)
"""The names, in the order of the families."""
