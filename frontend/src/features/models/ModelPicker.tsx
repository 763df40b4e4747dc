import { currentModel } from '../../conversation/state';
import { ChevronIcon } from '../../ui/icons';
import { Popover } from '../../ui/Popover';
import { useChat, useChatState } from '../chat/useChat';
import { useText } from '../settings/preferences';
import { CircuitState } from './CircuitState';

export function ModelPicker() {
  const t = useText();
  const chat = useChat();
  const models = useChatState((state) => state.models);
  const current = useChatState(currentModel);
  if (current === undefined) return null;
  const state = current.circuit && (current.circuit.state === 'open' ? t.circuitResting : t.circuitTrying);
  const button = (
    <>
      <span className="picker-label">{current.label}</span>
      {current.demo === true && !/^demo$/i.test(current.label) && <span className="badge">{t.demo}</span>}
      {state !== undefined && <span className="badge warn">{state}</span>}
      <ChevronIcon />
    </>
  );
  return (
    <Popover
      label={`${t.chooseModel}: ${current.label}${state === undefined ? '' : ` – ${state}`}`}
      button={button}
      buttonClass="picker"
      align="start"
      testId="model-picker"
      closeOnPick
    >
      <fieldset className="choices">
        <legend>{t.model}</legend>
        {models.map((model) => (
          <label key={model.id} className="choice">
            <input
              type="radio"
              name="model"
              checked={model.id === current.id}
              onChange={() => {
                void chat.settings.chooseModel(model.id);
              }}
            />
            <span className="choice-text">
              <span>{model.label}</span>
              <small>{model.id}</small>
              {model.circuit !== undefined && <CircuitState circuit={model.circuit} />}
            </span>
            {model.demo === true && <span className="badge">{t.demo}</span>}
          </label>
        ))}
      </fieldset>
    </Popover>
  );
}
