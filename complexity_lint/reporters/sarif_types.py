"""The part of SARIF 2.1.0 that is written, by the standard's own names."""

from typing import NotRequired, TypedDict


class Text(TypedDict):
    text: str
    markdown: NotRequired[str]


class Message(TypedDict):
    text: str
    id: NotRequired[str]
    arguments: NotRequired[list[str]]


class Artifact(TypedDict):
    uri: str
    uriBaseId: str


class Region(TypedDict):
    startLine: int
    startColumn: NotRequired[int]
    endLine: NotRequired[int]
    endColumn: NotRequired[int]
    snippet: NotRequired[Text]


class Place(TypedDict):
    artifactLocation: Artifact
    region: NotRequired[Region]
    contextRegion: NotRequired[Region]


class Located(TypedDict):
    physicalLocation: Place
    id: NotRequired[int]
    message: NotRequired[Text]


class Configuration(TypedDict):
    level: str


# Names with dots and dashes need the form of a call.
RuleProperties = TypedDict("RuleProperties", {"tags": list[str], "precision": str, "problem.severity": str})


class Rule(TypedDict):
    id: str
    name: str
    shortDescription: Text
    fullDescription: Text
    help: Text
    messageStrings: dict[str, Text]
    defaultConfiguration: Configuration
    properties: RuleProperties
    helpUri: NotRequired[str]


class Driver(TypedDict):
    name: str
    fullName: str
    version: str
    semanticVersion: str
    rules: list[Rule]
    informationUri: NotRequired[str]


class Tool(TypedDict):
    driver: Driver


class Notification(TypedDict):
    level: str
    message: Text
    locations: NotRequired[list[Located]]


class Invocation(TypedDict):
    executionSuccessful: bool
    toolExecutionNotifications: list[Notification]


class Suppression(TypedDict):
    kind: str
    justification: str


class ResultProperties(TypedDict):
    category: str
    environments: list[str]
    place: NotRequired[str]


class Replacement(TypedDict):
    deletedRegion: Region
    insertedContent: NotRequired[Text]


class ArtifactChange(TypedDict):
    artifactLocation: Artifact
    replacements: list[Replacement]


class Fix(TypedDict):
    description: Text
    artifactChanges: list[ArtifactChange]


class Result(TypedDict):
    ruleId: str
    ruleIndex: int
    level: str
    message: Message
    locations: list[Located]
    partialFingerprints: dict[str, str]
    properties: ResultProperties
    relatedLocations: NotRequired[list[Located]]
    suppressions: NotRequired[list[Suppression]]
    fixes: NotRequired[list[Fix]]


class Base(TypedDict):
    uriBaseId: str


class SourceControl(TypedDict):
    repositoryUri: str
    mappedTo: Base
    revisionId: NotRequired[str]
    branch: NotRequired[str]


class Described(TypedDict):
    description: Text


class Details(TypedDict):
    id: str


class Run(TypedDict):
    tool: Tool
    invocations: list[Invocation]
    columnKind: str
    originalUriBaseIds: dict[str, Described]
    results: list[Result]
    properties: dict[str, int]
    versionControlProvenance: NotRequired[list[SourceControl]]
    automationDetails: NotRequired[Details]


Log = TypedDict("Log", {"$schema": str, "version": str, "runs": list[Run]})
