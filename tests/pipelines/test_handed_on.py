"""What the steps of GitHub's workflows hand on: the cases of docs.github.com, "Workflow commands", by hand."""

from textwrap import indent

import pytest

from pipelines.reading import pushes, read, targets

WORKFLOW = ".github/workflows/build.yml"


def pushed_after(script: str, name: str, head: str = "") -> list[str | None]:
    """What is pushed under a name after a step `made` that runs a script."""
    text = f"""\
on: push
{head}
jobs:
  image:
    runs-on: ubuntu-latest
    steps:
      - id: made
        run: |
{indent(script, " " * 10)}
      - uses: docker/build-push-action@v6
        with: {{push: true, tags: "{name}"}}
"""
    return pushes(read(WORKFLOW, text))


@pytest.mark.parametrize(
    ("script", "name"),
    [
        ('echo "NAME=acme/shop:1.2" >> $GITHUB_ENV', "${{ env.NAME }}"),
        ('echo "NAME=acme/shop:1.2" >> "${GITHUB_ENV}"', "${{ env.NAME }}"),
        ('echo "NAME=acme/shop:1.2" | tee -a "$GITHUB_OUTPUT"', "${{ steps.made.outputs.NAME }}"),
        ("printf 'NAME=%s:%s\\n' acme/shop 1.2 >> $GITHUB_OUTPUT", "${{ steps.made.outputs.NAME }}"),
        ('echo "::set-output name=NAME::acme/shop:1.2"', "${{ steps.made.outputs.NAME }}"),
        (
            '{\n  echo "A=1"\n  echo "NAME=acme/shop:1.2"\n} >> "$GITHUB_OUTPUT"',
            "${{ steps.made.outputs.NAME }}",
        ),
        ("cat >> $GITHUB_ENV <<EOF\nA=1\nNAME=acme/shop:1.2\nEOF", "${{ env.NAME }}"),
        (
            'echo "NAME<<END" >> $GITHUB_OUTPUT\necho acme/shop:1.2 >> $GITHUB_OUTPUT\necho END >> $GITHUB_OUTPUT',
            "${{ steps.made.outputs.NAME }}",
        ),
        ('IMAGE=acme/shop\nTAG=1.2\necho "NAME=$IMAGE:${TAG}" >> $GITHUB_ENV', "${{ env.NAME }}"),
    ],
)
def test_ways_to_hand_on(script: str, name: str) -> None:
    assert pushed_after(script, name) == ["acme/shop:1.2"]


@pytest.mark.parametrize(
    "script",
    [
        "echo \"NAME=ghcr.io/$(echo ${{ github.repository }} | tr '[:upper:]' '[:lower:]')\" >> $GITHUB_ENV",
        'echo "NAME=ghcr.io/${GITHUB_REPOSITORY,,}" >> $GITHUB_ENV',
        'echo "NAME=acme/cart" | tee -a $GITHUB_ENV\necho "NAME=ghcr.io/$GITHUB_REPOSITORY" >> $GITHUB_ENV',
        'low="$(echo \'${{ github.repository }}\' | tr "[A-Z]" "[a-z]")"\necho "NAME=ghcr.io/${low}" >> "$GITHUB_ENV"',
        'repo=`echo "$GITHUB_REPOSITORY" | tr A-Z a-z`\necho "NAME=ghcr.io/$repo" >> "$GITHUB_ENV"',
        "REPO=$(tr '[:upper:]' '[:lower:]' <<< \"${GITHUB_REPOSITORY}\")\necho \"NAME=ghcr.io/$REPO\" >> $GITHUB_ENV",
    ],
)
def test_small_letters_of_the_repository_are_its_name(script: str) -> None:
    assert pushed_after(script, "${{ env.NAME }}:1") == ["ghcr.io/${{ github.repository }}:1"]


def test_small_letters_of_what_is_written_down() -> None:
    head = "env: {OWNER: AcMe}"

    assert pushed_after('echo "BASE=ghcr.io/${OWNER,,}" >> $GITHUB_ENV', "${{ env.BASE }}/shop", head) == [
        "ghcr.io/acme/shop"
    ]


def test_of_a_value_that_is_computed_in_part_the_rest_is_known() -> None:
    script = 'echo "NAME=acme/shop:$(git rev-parse --short HEAD)" >> $GITHUB_OUTPUT'

    assert pushed_after(script, "${{ steps.made.outputs.NAME }}") == ["acme/shop:${{ computed }}"]


@pytest.mark.parametrize(
    "script",
    [
        'if [ "$X" ]; then\n  echo "NAME=acme/shop" >> $GITHUB_ENV\nfi',
        'for one in a b; do echo "NAME=acme/$one" >> $GITHUB_ENV; done',
        '[ "$X" ] && echo "NAME=acme/shop" >> $GITHUB_ENV',
        'name() { echo "NAME=acme/shop" >> $GITHUB_ENV; }',
        'case $X in a) echo "NAME=acme/shop" >> $GITHUB_ENV;; esac',
        'echo "NAME=acme/shop" >> $GITHUB_ENV\nif [ "$X" ]; then echo "NAME=acme/cart" >> $GITHUB_ENV; fi',
        'echo "NAME=$(./name.sh)" >> $GITHUB_ENV',
        'NAME=acme/shop\n[ "$X" ] && NAME=acme/cart\necho "NAME=$NAME" >> $GITHUB_ENV',
        '{ echo "NAME<<END"; if [ "$X" ]; then echo acme/shop; fi; echo END; } >> $GITHUB_ENV',
        "ssh web1 'echo \"NAME=acme/shop\" >> $GITHUB_ENV'",
    ],
)
def test_what_is_not_sure_is_not_known(script: str) -> None:
    assert pushed_after(script, "${{ env.NAME }}") == [None]


def test_what_a_step_may_change_hides_what_the_workflow_states() -> None:
    head = "env: {NAME: acme/shop}"
    script = 'if [ "$X" ]; then echo "NAME=acme/cart" >> $GITHUB_ENV; fi'

    assert pushed_after(script, "${{ env.NAME }}", head) == [None]


def test_steps_know_what_comes_before_them() -> None:
    script = read(
        WORKFLOW,
        """\
        jobs:
          image:
            steps:
              - run: docker push ghcr.io/acme/${{ env.NAME }}:1
              - run: |
                  echo "NAME=shop" >> $GITHUB_ENV
                  docker push ghcr.io/acme/$NAME:2
              - run: docker push ghcr.io/acme/$NAME:3
              - if: github.ref_type == 'tag'
                run: echo "NAME=cart" >> $GITHUB_ENV
              - run: docker push ghcr.io/acme/$NAME:4
          other:
            steps:
              - run: docker push ghcr.io/acme/${{ env.NAME }}:5
        """,
    )

    assert pushes(script) == [
        "ghcr.io/acme/${{ env.NAME }}:1",
        "ghcr.io/acme/$NAME:2",
        "ghcr.io/acme/shop:3",
        "ghcr.io/acme/$NAME:4",
        "ghcr.io/acme/${{ env.NAME }}:5",
    ]


def test_jobs_hand_on_to_jobs() -> None:
    script = read(
        WORKFLOW,
        """\
        jobs:
          names:
            outputs: {image: '${{ steps.made.outputs.image }}', tag: '${{ steps.made.outputs.tag }}'}
            steps:
              - {id: made, run: 'echo "image=ghcr.io/${GITHUB_REPOSITORY,,}" >> $GITHUB_OUTPUT'}
          push:
            needs: names
            steps:
              - run: docker push ${{ needs.names.outputs.image }}:${{ needs.names.outputs.tag }}
          call:
            needs: names
            uses: ./.github/workflows/push.yml
            with: {image: '${{ needs.names.outputs.image }}'}
          last:
            needs: call
            steps:
              - run: docker push ${{ needs.call.outputs.pushed }}
        """,
        **{
            ".github__workflows__push_yml": """\
            on:
              workflow_call:
                inputs: {image: {type: string}}
                outputs: {pushed: {value: '${{ jobs.push.outputs.name }}'}}
            jobs:
              push:
                outputs: {name: '${{ steps.tag.outputs.name }}'}
                steps:
                  - {id: tag, run: 'echo "name=${{ inputs.image }}:3" >> $GITHUB_OUTPUT'}
                  - run: docker push ${{ inputs.image }}:2
            """
        },
    )

    assert pushes(script) == [
        "ghcr.io/${{ github.repository }}:${{ needs.names.outputs.tag }}",
        "ghcr.io/${{ github.repository }}:2",
        "ghcr.io/${{ github.repository }}:3",
    ]


def test_actions_of_the_repository_hand_on_their_outputs() -> None:
    script = read(
        WORKFLOW,
        """\
        env: {OWNER: acme}
        jobs:
          image:
            steps:
              - {id: names, uses: ./.github/actions/names, with: {app: shop}}
              - run: docker push ${{ steps.names.outputs.image }}:${{ env.TAG }}
        """,
        **{
            ".github__actions__names__action_yml": """\
            inputs: {app: {required: true}}
            outputs: {image: {value: '${{ steps.inner.outputs.name }}'}}
            runs:
              using: composite
              steps:
                - id: inner
                  shell: bash
                  run: |
                    echo "name=$OWNER/${{ inputs.app }}" >> $GITHUB_OUTPUT
                    echo "TAG=1.2" >> $GITHUB_ENV
            """
        },
    )

    assert pushes(script) == ["acme/shop:1.2"]


def test_each_job_of_a_matrix_builds_what_its_steps_have_named() -> None:
    found = targets(
        WORKFLOW,
        """\
        jobs:
          images:
            strategy: {matrix: {app: [shop, cart]}}
            steps:
              - run: echo "IMAGE=ghcr.io/acme/${{ matrix.app }}:$(date +%s)" >> $GITHUB_ENV
              - uses: docker/build-push-action@v6
                with: {context: '${{ matrix.app }}', push: true, tags: '${{ env.IMAGE }}'}
        """,
    )

    assert found == [
        ("shop", "shop/Dockerfile", "", ["ghcr.io/acme/shop:${{ computed }}"]),
        ("cart", "cart/Dockerfile", "", ["ghcr.io/acme/cart:${{ computed }}"]),
    ]


def test_a_name_that_a_script_gives_a_variable_is_its_own() -> None:
    script = read(
        WORKFLOW,
        """\
        env: {TAG: latest, REPO: acme/shop}
        jobs:
          image:
            steps:
              - run: |
                  if [ "$X" ]; then TAG=$(date +%s); fi
                  docker push $REPO:$TAG
              - run: |
                  REPO=${REPO}-api
                  docker push ${REPO,,}:$TAG
        """,
    )

    assert pushes(script) == ["acme/shop:$TAG", "acme/shop-api:latest"]
