"""The learned tagger's network and its loss.

Two bidirectional recurrent layers begin as the stock tagger's; a third one reads both their states and the
features; above it stand the scores of a conditional random field over BIES tags and those of the kinds. The
recurrent unit is Paddle's (and, with its update gate negated, ONNX's default), which torch's own cannot express.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from extractors.lac import package_folder, read_parameters

TYPES = ("Institution", "Park", "Person", "Policy", "Region")
TAGS = ("O", *(f"{part}-{type_}" for type_ in TYPES for part in "BIES"))
FORBIDDEN = -1e4


class _Recurrence(torch.autograd.Function):
    """h = (1 - u) h + u c with u, r = σ(x + h U), c = tanh(x + (r h) V); both directions side by side."""

    @staticmethod
    def forward(ctx, projected: Tensor, gates: Tensor, candidate: Tensor) -> Tensor:  # type: ignore[no-untyped-def, override]
        steps, directions, batch, width = projected.shape
        hidden = width // 3
        state = projected.new_zeros(directions, batch, hidden)
        states = projected.new_empty(steps + 1, directions, batch, hidden)
        states[0] = state
        both = projected.new_empty(steps, directions, batch, 2 * hidden)
        proposals = projected.new_empty(steps, directions, batch, hidden)
        for step in range(steps):
            gate = torch.baddbmm(projected[step, :, :, : 2 * hidden], state, gates).sigmoid_()
            update, reset = gate[..., :hidden], gate[..., hidden:]
            proposal = torch.baddbmm(projected[step, :, :, 2 * hidden :], reset * state, candidate).tanh_()
            state = torch.lerp(state, proposal, update)
            both[step], proposals[step], states[step + 1] = gate, proposal, state
        ctx.save_for_backward(states, both, proposals, gates, candidate)
        return states[1:]

    @staticmethod
    def backward(ctx, gradient: Tensor) -> tuple[Tensor, Tensor, Tensor]:  # type: ignore[no-untyped-def, override]
        states, both, proposals, gates, candidate = ctx.saved_tensors
        steps, directions, batch, hidden = proposals.shape
        result = both.new_empty(steps, directions, batch, 3 * hidden)
        carried = both.new_zeros(directions, batch, hidden)
        gates_back, candidate_back = gates.transpose(1, 2).contiguous(), candidate.transpose(1, 2).contiguous()
        update_all, reset_all = both[..., :hidden], both[..., hidden:]
        # Factors that do not depend on the recursion, computed for all steps at once.
        update_factor = (proposals - states[:-1]) * update_all * (1 - update_all)
        proposal_factor = update_all * (1 - proposals * proposals)
        reset_factor = states[:-1] * reset_all * (1 - reset_all)
        for step in range(steps - 1, -1, -1):
            total = gradient[step] + carried
            into = result[step]
            candidate_gradient = total * proposal_factor[step]
            through = torch.bmm(candidate_gradient, candidate_back)
            into[..., :hidden] = total * update_factor[step]
            into[..., hidden : 2 * hidden] = through * reset_factor[step]
            into[..., 2 * hidden :] = candidate_gradient
            carried = total * (1 - update_all[step]) + through * reset_all[step]
            carried = torch.baddbmm(carried, into[..., : 2 * hidden], gates_back)
        rows = states[:-1].transpose(0, 1).reshape(directions, -1, hidden)
        flat = result.transpose(0, 1).reshape(directions, -1, 3 * hidden)
        reset_rows = (reset_all * states[:-1]).transpose(0, 1).reshape(directions, -1, hidden)
        gates_gradient = torch.bmm(rows.transpose(1, 2), flat[..., : 2 * hidden])
        candidate_gradient = torch.bmm(reset_rows.transpose(1, 2), flat[..., 2 * hidden :])
        return result, gates_gradient, candidate_gradient


class BidirectionalLayer(nn.Module):
    """[length, batch, inputs] to [length, batch, 2 × hidden]."""

    def __init__(self, inputs: int, hidden: int) -> None:
        """Draw the parameters."""
        super().__init__()
        self.hidden = hidden
        self.weight = nn.Parameter(torch.empty(2, inputs, 3 * hidden))
        self.gates = nn.Parameter(torch.empty(2, hidden, 2 * hidden))
        self.candidate = nn.Parameter(torch.empty(2, hidden, hidden))
        self.bias = nn.Parameter(torch.zeros(2, 3 * hidden))
        for direction in range(2):
            nn.init.xavier_uniform_(self.weight[direction])
            nn.init.orthogonal_(self.gates[direction])
            nn.init.orthogonal_(self.candidate[direction])

    def forward(self, inputs: Tensor, reverse: Tensor) -> Tensor:
        """Args: inputs; reverse: for each place the one that takes its part read backward, [length, batch]."""
        projected = torch.einsum("lbi,dio->ldbo", inputs, self.weight) + self.bias[None, :, None]
        index = reverse[:, :, None]
        backward = projected[:, 1].gather(0, index.expand(-1, -1, projected.shape[3]))
        states = _Recurrence.apply(torch.stack([projected[:, 0], backward], 1), self.gates, self.candidate)
        turned = states[:, 1].gather(0, index.expand(-1, -1, self.hidden))
        return torch.cat([states[:, 0], turned], 2)

    def load_onnx(self, weight: Tensor, recurrence: Tensor, bias: Tensor) -> None:
        """Take over parameters in ONNX's layout (gates update negated, reset, candidate)."""
        sign = torch.ones(3 * self.hidden)
        sign[: self.hidden] = -1
        with torch.no_grad():
            self.weight.copy_(weight.transpose(1, 2) * sign)
            self.gates.copy_((recurrence.transpose(1, 2) * sign)[:, :, : 2 * self.hidden])
            self.candidate.copy_(recurrence.transpose(1, 2)[:, :, 2 * self.hidden :])
            self.bias.copy_(bias[:, : 3 * self.hidden] * sign)

    def onnx(self) -> tuple[Tensor, Tensor, Tensor]:
        """Weight, recurrence and bias in ONNX's layout."""
        sign = torch.ones(3 * self.hidden)
        sign[: self.hidden] = -1
        recurrence = torch.cat([self.gates, self.candidate], 2)
        bias = torch.cat([self.bias * sign, torch.zeros_like(self.bias)], 1)
        return (self.weight * sign).transpose(1, 2), (recurrence * sign).transpose(1, 2), bias


@dataclass(slots=True)
class Batch:
    """Windows side by side: all [length, batch, …] but `lengths` [batch]; padding at the end."""

    characters: Tensor
    features: Tensor
    lengths: Tensor
    allowed: Tensor
    kinds: Tensor


class Tagger(nn.Module):
    """The network.

    Args:
        features: number of features.
        kinds: number of kinds over all types.
        hidden: width of the third layer in each direction.
        dropout: probability by which states are dropped in training.
    """

    def __init__(self, features: int, kinds: int, hidden: int = 96, dropout: float = 0.35) -> None:
        """Take over the stock tagger's parameters and draw the others."""
        super().__init__()
        stock = {name: torch.from_numpy(values.copy()) for name, values in read_parameters(package_folder()).items()}
        self.embedding = nn.Parameter(stock["embedding"].clone())
        self.first, self.second = BidirectionalLayer(128, 128), BidirectionalLayer(256, 128)
        self.first.load_onnx(stock["weight_1"], stock["recurrence_1"], stock["bias_1"])
        self.second.load_onnx(stock["weight_2"], stock["recurrence_2"], stock["bias_2"])
        self.features = nn.Linear(features, 48)
        self.third = BidirectionalLayer(256 + 48, hidden)
        self.scores = nn.Linear(2 * hidden, len(TAGS))
        self.kinds = nn.Linear(2 * hidden, kinds)
        self.start, self.end = nn.Parameter(torch.zeros(len(TAGS))), nn.Parameter(torch.zeros(len(TAGS)))
        self.transition = nn.Parameter(torch.zeros(len(TAGS), len(TAGS)))
        self.dropout = dropout
        self.register_buffer("rules", transition_rules())

    def stock_parameters(self) -> list[nn.Parameter]:
        """The parameters that begin as the stock tagger's."""
        return [self.embedding, *self.first.parameters(), *self.second.parameters()]

    def chain(self) -> tuple[Tensor, Tensor, Tensor]:
        """Start, end and transition scores, forbidden moves included."""
        rules = self.rules
        return self.start + rules[0], self.end + rules[1], self.transition + rules[2:]

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Scores of the tags and of the kinds at each place."""
        length, rows = batch.characters.shape
        places = torch.arange(length)[:, None]
        reverse = torch.where(places < batch.lengths, batch.lengths - 1 - places, places)
        states = functional.dropout(functional.embedding(batch.characters, self.embedding), 0.1, self.training)
        states = self.second(self.first(states, reverse), reverse)
        states = self._drop(states, rows)
        hints = self.features(batch.features).clamp(0, 1)
        states = self.third(torch.cat([states, self._drop(hints, rows)], 2), reverse)
        states = self._drop(states, rows)
        return self.scores(states), self.kinds(states)

    def _drop(self, states: Tensor, rows: int) -> Tensor:
        """Dropout with one mask for all places of a window."""
        if not self.training:
            return states
        mask = states.new_empty(1, rows, states.shape[2]).bernoulli_(1 - self.dropout) / (1 - self.dropout)
        return states * mask

    def loss(self, batch: Batch) -> Tensor:
        """Negative log-likelihood per window of the allowed taggings, and of the kinds of mentions."""
        scores, kinds = self(batch)
        allowed = scores.masked_fill(~batch.allowed, FORBIDDEN)
        start, end, transition = self.chain()
        both = partition(torch.cat([scores, allowed], 1), batch.lengths.repeat(2), start, end, transition)
        total, wanted = both.chunk(2)
        kind_loss = functional.cross_entropy(
            kinds.flatten(0, 1), batch.kinds.flatten(), ignore_index=-1, reduction="sum"
        )
        return ((total - wanted).sum() + 0.5 * kind_loss) / len(batch.lengths)


def partition(scores: Tensor, lengths: Tensor, start: Tensor, end: Tensor, transition: Tensor) -> Tensor:
    """Log of the summed weight of all taggings of each window, [batch]."""
    top = scores.detach().amax(2, keepdim=True)
    emission, matrix = torch.exp(scores - top), torch.exp(transition)
    alpha = emission[0] * torch.exp(start)
    totals = top[:, :, 0].cumsum(0)[lengths - 1, torch.arange(len(lengths))]
    finals = torch.zeros_like(totals)
    logs = torch.zeros_like(totals)
    for step in range(len(scores)):
        if step:
            alpha = (alpha @ matrix) * emission[step]
        norm = alpha.sum(1, keepdim=True) + 1e-30
        alpha = alpha / norm
        logs = logs + norm[:, 0].log()
        last = lengths == step + 1
        if last.any():
            finals = torch.where(last, logs + ((alpha * torch.exp(end)).sum(1) + 1e-30).log(), finals)
    return totals + finals


def transition_rules() -> Tensor:
    """0 for what BIES allows and a very low score for what it forbids: rows start, end, then from each tag."""
    rules = torch.zeros(len(TAGS) + 2, len(TAGS))
    closed = [tag == "O" or tag[0] in "ES" for tag in TAGS]
    opening = [tag == "O" or tag[0] in "BS" for tag in TAGS]
    for number, tag in enumerate(TAGS):
        rules[0, number] = 0 if opening[number] else FORBIDDEN
        rules[1, number] = 0 if closed[number] else FORBIDDEN
        for following, next_tag in enumerate(TAGS):
            fits = opening[following] if closed[number] else next_tag[0] in "IE" and next_tag[2:] == tag[2:]
            rules[number + 2, following] = 0 if fits else FORBIDDEN
    return rules
